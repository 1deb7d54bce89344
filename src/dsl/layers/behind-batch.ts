import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { ShapeValue } from '../../shapes/dim.js'

/** x in another shape whose first axis is that of x, whatever its length; at most one of the others is not a number. */
export const reshapeBehindBatch = (x: Value, shape: ShapeValue): Value => {
  const behind = shape.slice(1).map((dim) => (typeof dim === 'number' ? dim : -1))
  return ops.reshape(x, shape, () => ops.concat([ops.shapeOf(x, 0, 1), constant(behind, 'int64')], 0))
}
