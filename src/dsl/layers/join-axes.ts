import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { sizeOfShape } from '../../shapes/axes.js'

/** x with the axis `first` and the one behind it as one. */
export const joinAxes = (x: Value, first: number): Value => {
  const { shape } = x
  const joined = [...shape.slice(0, first), sizeOfShape(shape.slice(first, first + 2)), ...shape.slice(first + 2)]
  return ops.reshape(x, joined, () => joinedDims(x, first))
}

/** x's dims at run time, with one -1 for the two axes. */
const joinedDims = (x: Value, first: number): Value =>
  ops.concat([...(first > 0 ? [ops.shapeOf(x, 0, first)] : []), constant([-1], 'int64'), ops.shapeOf(x, first + 2)], 0)
