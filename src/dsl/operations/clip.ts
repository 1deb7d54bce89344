import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Guard } from '../../shapes/dim.js'
import type { SymbolicTensor } from '../symbolic.js'
import { type DTypeOf, dtypeOf, elementwise, inDType, type Made, type ShapeOf } from './operand.js'
import { type IfNumbers, type Promoted, promoted, requireNumbers } from './promote.js'

type ClippedDType<X, Low, High> = Promoted<Promoted<DTypeOf<X>, Low>, High>

type Clip = <X extends SymbolicTensor, const Low extends number, const High extends number>(
  x: Guard<IfNumbers<'clip', ClippedDType<X, Low, High>, undefined>, X>,
  min: Low,
  max: High,
) => Made<IfNumbers<'clip', ClippedDType<X, Low, High>, ShapeOf<X>>, ClippedDType<X, Low, High>>

/**
 * Each element, but `min` for less and `max` for more; -Infinity and Infinity leave a side open. The gradient is 0 where it cuts. Keeps
 * a mask. Throws RangeError for bounds that are no numbers, or in the wrong order.
 */
export const clip: Clip = (x, min, max) => {
  if (!(min <= max)) {
    throw new RangeError(`clip: min must be a number up to max, got ${describeValue(min)} and ${describeValue(max)}`)
  }
  return elementwise(
    'clip',
    [x as SymbolicTensor],
    (value = 0) => {
      const dtype = promoted(promoted(dtypeOf(value), min), max)
      requireNumbers('clip', dtype)
      const above = min === -Infinity ? inDType(value, dtype) : ops.maximum(inDType(value, dtype), min)
      return max === Infinity ? above : ops.minimum(above, max)
    },
    ([mask]) => mask,
  ) as never
}
