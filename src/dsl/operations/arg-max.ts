import type { Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { normalizeAxis } from '../../shapes/axes.js'
import type { ReduceShape } from '../../shapes/reduce.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { Made, ShapeOf } from './operand.js'
import type { ReduceOptions } from './reduction.js'

/**
 * The position of the largest element along an axis, int32; among all elements in row-major order by default. The first of equals.
 * No gradient flows through it. Keras's `argmax`.
 */
export const argMax = <
  X extends SymbolicTensor,
  const A extends number | undefined = undefined,
  Keep extends boolean = false,
>(
  x: X,
  options: ReduceOptions<A, Keep, ReduceShape<'argMax', ShapeOf<X>, A, Keep>> = {},
): Made<ReduceShape<'argMax', ShapeOf<X>, A, Keep>, 'int32'> => {
  checkOptions('argMax', options, { axis: true, keepDims: true })
  const { axis, keepDims = false } = options as ReduceOptions<number | undefined, boolean>
  const run = (value: Value): Value => {
    const numbers = value.dtype === 'bool' || value.dtype === 'uint8' ? ops.cast(value, 'int32') : value
    if (axis !== undefined) {
      return ops.cast(ops.argMax(numbers, { axis: normalizeAxis('argMax', axis, value.shape), keepDims }), 'int32')
    }
    const at = ops.cast(ops.argMax(ops.reshape(numbers, [null]), { axis: 0 }), 'int32')
    return keepDims
      ? ops.reshape(
          at,
          value.shape.map(() => 1),
        )
      : at
  }
  return operation('argMax', [x], run) as Made<ReduceShape<'argMax', ShapeOf<X>, A, Keep>, 'int32'>
}
