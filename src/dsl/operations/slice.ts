import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Guard } from '../../shapes/dim.js'
import { type Range, type SliceShape, slicePlan } from '../../shapes/slice-ranges.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'

type Slice = <X extends SymbolicTensor, const R extends readonly Range[]>(
  x: X,
  ranges: Guard<SliceShape<ShapeOf<X>, R>, R>,
) => Made<SliceShape<ShapeOf<X>, R>, DTypeOf<X>>

/**
 * A part of a tensor, a range an axis, the batch included; axes that are left out stay whole. null takes all, a number one place, whose
 * axis vanishes, and [start, end] or [start, end, step] a range as in NumPy, where null is an open end. Negative places count from the
 * back. The last step of [batch, time, features] is `slice(x, [null, -1])`. Ends a mask.
 */
export const slice: Slice = (x, ranges) => {
  if (!Array.isArray(ranges)) throw new TypeError(`slice: expected a list of ranges, got ${describeValue(ranges)}`)
  return operation(
    'slice',
    [x],
    (...[value]) => {
      const { slicing, reversed, gone } = slicePlan((value as Value).shape, ranges as readonly Range[])
      const ordered = ops.reverse(value as Value, ...reversed)
      const cut = slicing.axes.length > 0 ? ops.slice(ordered, slicing) : ordered
      return gone.length > 0 ? ops.squeeze(cut, gone) : cut
    },
    { moves: 'some' },
  ) as never
}
