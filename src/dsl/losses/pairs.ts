import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { square } from './probabilities.js'

/* What losses of pairs in a batch share: they compare each embedding [batch, features] with each other. */

/** Throws ShapeError unless the output is an embedding for each row. */
export const checkEmbeddings = (name: string, { shape }: Value): void => {
  if (shape.length === 2) return
  throw new ShapeError(`${name}: expected an output [batch, features], an embedding a row, got ${formatShape(shape)}`)
}

/** [batch, batch], bool: whether row and column have the same label. */
export const sameLabels = (labels: Value): Value => ops.equal(ops.unsqueeze(labels, [1]), ops.unsqueeze(labels, [0]))

/** [batch, batch], bool: whether row and column are one. */
export const diagonal = (x: Value): Value => {
  const places = ops.rangeOf(ops.reshape(ops.shapeOf(x, 0, 1), []))
  const rows = ops.reshape(places, [x.shape[0] as never])
  return ops.equal(ops.unsqueeze(rows, [1]), ops.unsqueeze(rows, [0]))
}

/** The dot product of each row with each other, [batch, batch]. */
export const products = (x: Value): Value => ops.matmul(x, ops.transpose(x, [1, 0]))

/** |a - b|² of all rows, [batch, batch]. */
export const squaredDistances = (x: Value): Value => {
  const sizes = ops.reduceSum(square(x), { axes: [1], keepDims: true })
  const sums = ops.add(sizes, ops.transpose(sizes, [1, 0]))
  return ops.maximum(ops.sub(sums, ops.mul(products(x), 2)), 0)
}

/** The largest of those along the last axis that `mask` leaves, with that axis as 1; the least of all where it leaves none. */
export const maskedMax = (x: Value, mask: Value): Value => {
  const least = ops.neg(ops.reduceMax(ops.neg(x), { axis: -1, keepDims: true }))
  const above = ops.mul(ops.sub(x, least), ops.cast(mask, 'float32'))
  return ops.add(ops.reduceMax(above, { axis: -1, keepDims: true }), least)
}

/** The smallest of those along the last axis that `mask` leaves; the largest of all where it leaves none. */
export const maskedMin = (x: Value, mask: Value): Value => ops.neg(maskedMax(ops.neg(x), mask))
