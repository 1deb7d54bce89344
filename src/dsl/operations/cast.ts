import type { DType, Value } from '../../codegen/ir/value.js'
import { elementTypes } from '../../codegen/onnx/element-types.js'
import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { Made, ShapeOf } from './operand.js'

/** x in another dtype: float to whole numbers truncates, bool becomes 0 or 1. Keeps a mask. Throws TypeError for what is no dtype. */
export const cast = <X extends SymbolicTensor, T extends DType>(x: X, dtype: T): Made<ShapeOf<X>, T> => {
  if (!Object.hasOwn(elementTypes, dtype)) {
    throw new TypeError(
      `cast: dtype must be one of ${Object.keys(elementTypes).join(', ')}, got ${describeValue(dtype)}`,
    )
  }
  const run = (...[value]: Value[]) => ops.cast(value as Value, dtype)
  return operation('cast', [x], run, { mask: ([mask]) => mask }) as Made<ShapeOf<X>, T>
}
