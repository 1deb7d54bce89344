import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type Encoding, isSpare } from '../../shapes/encoding.js'

/**
 * Categories, integers from 0 to `depth` - 1, as float32: see `Encoding`. One that is outside is none. `weights`, of the shape of
 * x, are what each counts; else it is 1.
 */
export const encoded = (x: Value, mode: Encoding, depth: number, weights?: Value): Value => {
  const ids = ops.cast(mode === 'oneHot' && isSpare(x.shape) ? ops.squeeze(x, [-1]) : x, 'int64')
  // ONNX counts negative ones from the end
  const hot = ops.oneHot(ops.where(ops.less(ids, 0), depth, ids), { depth })
  if (mode === 'oneHot') return hot
  if (mode === 'multiHot') return ops.reduceMax(hot, { axis: -2 })
  return ops.reduceSum(weights ? ops.mul(hot, ops.unsqueeze(weights, [x.shape.length])) : hot, { axes: [-2] })
}
