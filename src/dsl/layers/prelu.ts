import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { Guard, GuardMethod, GuardResult, Shape } from '../../shapes/dim.js'
import type { PlaceSentence } from '../../shapes/normalized-axis.js'
import {
  alphaShape,
  type PreluParameters,
  type PreluSentence,
  type PreluShape,
  type SharedAxes,
} from '../../shapes/prelu.js'
import type { InitializerLike } from '../initializers.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { type Steered, steeredWeight, weightOptions } from './kernel.js'

export interface PreluOptions<Shared extends SharedAxes, Result = undefined> extends NamedOptions, Steered<'alpha'> {
  /**
   * Along these axes, counted from 1, all elements have one alpha; of images [1, 2], so that each channel has its own. Default null:
   * each element of a sample has its own.
   */
  readonly sharedAxes?: Guard<Result, Shared | undefined>
  /** Default 'zeros'. */
  readonly alphaInitializer?: InitializerLike | undefined
}

export interface PreluRule<Shared extends SharedAxes> extends Rule {
  readonly output: PreluShape<this['input'], Shared>
  readonly parameters: PreluParameters<this['input'], Shared>
}

type PreluMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  PlaceSentence<'prelu', Out, -1>,
  <const Shared extends SharedAxes = null>(
    options?: PreluOptions<Shared, PreluSentence<Out, Shared>>,
  ) => [Shared] extends [SharedAxes]
    ? GuardResult<
        Shared,
        PreluSentence<Out, Shared>,
        Extended<In, PreluShape<Out, Shared>, Add<Count, PreluParameters<Out, Shared>>>
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly prelu: PreluMethod<In, Out, Count>
  }
}

const make = <const Shared extends SharedAxes = null>(options: PreluOptions<Shared> = {}): Layer<PreluRule<Shared>> => {
  const shared: SharedAxes = options.sharedAxes ?? null
  const alpha = steeredWeight('alpha', options, 'zeros')
  const sharesTime = [shared].flat().includes(1)
  return layer(
    'prelu',
    options,
    { ...namedOptions, ...weightOptions('alpha'), sharedAxes: true },
    {
      outputShape: (shape) => {
        alphaShape(shape, shared)
        return shape
      },
      mask: eachStep.mask,
      stepwise: sharesTime,
      weights: (shape) => [alpha(alphaShape(shape, shared))],
      call: (x, { weight }) => ops.sub(ops.relu(x), ops.mul(weight('alpha'), ops.relu(ops.neg(x)))),
    },
  )
}

/** x, or alpha · x below 0, with an alpha that is learned for each element of a sample (He et al., 2015). Keras's `PReLU`. */
export const prelu = make
