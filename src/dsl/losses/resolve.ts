import * as ops from '../../codegen/ops/index.js'
import { plainKinds } from '../../shapes/data.js'
import type { Shape } from '../../shapes/dim.js'
import { type PlainOf, plainKind } from '../../shapes/target-axis.js'
import { byName, isOwnFunction } from '../by-name.js'
import { metrics } from '../metrics/index.js'
import { replay, still } from '../replay.js'
import type { SymbolicTensor } from '../symbolic.js'
import { type LossName, losses } from './index.js'
import type { Loss } from './loss.js'

/** A loss of one's own: a loss for each sample (and position), or their mean, from operations on target and output. */
export type LossFunction = (target: FloatTensor, output: FloatTensor) => SymbolicTensor

type FloatTensor = SymbolicTensor<Shape, 'float32'>

export type LossLike = LossName | Loss | LossFunction

/** The target kind of a loss given by name or as a value. */
export type TargetKindOf<L> =
  L extends Loss<infer Kind>
    ? Kind
    : L extends LossName
      ? (typeof losses)[L] extends (...options: never[]) => Loss<infer Kind>
        ? // a name takes no axis
          PlainOf<Kind>
        : never
      : 'sameShape'

/** A loss by name, with Keras's defaults. Throws for a name that is none. */
export const resolveLoss = (like: LossLike): Loss => {
  if (isOwnFunction('loss', like, losses, metrics)) {
    const name = like.name || 'loss'
    return {
      name,
      target: 'sameShape',
      call: (...values) => ops.cast(replay(`loss ${name}`, values, like as never, still), 'float32'),
    }
  }
  return byName<Loss>(
    'loss',
    losses,
    like,
    ({ call, target }) =>
      typeof call === 'function' && typeof target === 'string' && plainKinds.includes(plainKind(target)),
  )
}
