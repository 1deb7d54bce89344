import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { sizeOfShape } from '../../shapes/axes.js'
import type { Fluent } from '../layer.js'
import { type GlobalPooling2dMethod, globalPooling2d } from './global-pooling2d.js'

const make = globalPooling2d('globalMaxPooling2d', (x, [first, second], keepDims) => {
  const { shape } = x
  const joined = [...shape.slice(0, first), sizeOfShape(shape.slice(first, second + 1)), ...shape.slice(second + 1)]
  const flat = ops.reshape(x, joined, () => joinedDims(x, first, second))
  const pooled = ops.reduceMax(flat, { axis: first })
  return keepDims ? ops.unsqueeze(pooled, [first, second]) : pooled
})

/** x's dims at run time, with one -1 for the axes `first` to `second`. */
const joinedDims = (x: Value, first: number, second: number): Value => {
  const dims = ops.shapeOf(x)
  const part = (start: number, end: number) => ops.slice(dims, { axes: [0], starts: [start], ends: [end], steps: [1] })
  return ops.concat([part(0, first), constant([-1], 'int64'), part(second + 1, x.shape.length)], 0)
}

/**
 * The largest element over height and width: [batch, height, width, channels] to [batch, channels]. Keras's
 * `GlobalMaxPooling2D`; a tie sends its gradient to one element only.
 */
export const globalMaxPooling2d: typeof make & Fluent<GlobalPooling2dMethod<'globalMaxPooling2d'>> = make
