import { scalar, type Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { normalizeAxis } from '../../shapes/axes.js'
import { type ConcatShape, concatShapes } from '../../shapes/concat.js'
import type { GuardFault } from '../../shapes/fault.js'
import { type Operation, operation, type SymbolicTensor } from '../symbolic.js'
import { mergedMask } from './merged-mask.js'
import { checkedTensors, type DTypes, type IfListed, type Made, type Shapes } from './operand.js'
import { type PromotedAll, promotedAll } from './promote.js'

type Joined<Xs, Axis extends number> = IfListed<'concatenate', Xs, ConcatShape<'concatenate', Shapes<Xs>, Axis>>

/**
 * Tensors joined along an axis, the last by default: [batch, a] and [batch, b] to [batch, a + b]. Keras's `concatenate`. A mask
 * stays where each tensor has one; joined along time, theirs are joined.
 */
export const concatenate = <
  const Xs extends readonly SymbolicTensor[] | SymbolicTensor,
  const Axis extends number = -1,
>(
  list: IfListed<'concatenate', Xs, GuardFault<Joined<Xs, Axis>, 'list', Xs>>,
  options: { readonly axis?: GuardFault<Joined<Xs, Axis>, 'axis', Axis | undefined> } = {},
): Made<Joined<Xs, Axis>, PromotedAll<DTypes<Xs>>> => {
  const xs = checkedTensors('concatenate', list)
  checkOptions('concatenate', options, { axis: true })
  const { axis = -1 } = options as { readonly axis?: number }
  const run = (...values: Value[]): Value => {
    const shapes = values.map(({ shape }) => shape)
    concatShapes('concatenate', shapes, axis)
    const dtype = promotedAll(values.map((value) => value.dtype))
    return ops.concat(
      values.map((value) => ops.cast(value, dtype)),
      axis,
    )
  }
  return operation('concatenate', xs, run, { mask: joinedMask(axis), moves: 'all' }) as Made<
    Joined<Xs, Axis>,
    PromotedAll<DTypes<Xs>>
  >
}

/** Joined along an axis of the masks, a tensor without one counts everywhere; else a position counts where any tensor counts it. */
const joinedMask =
  (axis: number): NonNullable<Operation['mask']> =>
  (masks, inputs) => {
    const [first] = inputs as readonly [Value, ...Value[]]
    const rank = masks.find((mask) => mask !== undefined)?.shape.length
    if (rank === undefined) return undefined
    const at = normalizeAxis('concatenate', axis, first.shape)
    if (at >= rank) return mergedMask(masks, inputs)
    return ops.concat(
      masks.map((mask, i) => mask ?? everywhere(inputs[i] as Value, rank)),
      at,
    )
  }

/** A mask over the first axes of x, of nothing but true. */
const everywhere = (x: Value, rank: number): Value => {
  const shape = x.shape.slice(0, rank)
  const known = shape.every((dim) => typeof dim === 'number')
  return ops.expand(scalar(1, 'bool'), shape, known ? undefined : ops.shapeOf(x, 0, rank))
}
