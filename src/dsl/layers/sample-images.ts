import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type Fill, lengthOf, nodesAlong } from './sampling-nodes.js'

/** 0, 1, … for the images of x: [batch, 1, 1, 1], int32. */
export const imageNumbers = (x: Value): Value =>
  ops.reshape(ops.rangeOf(lengthOf(x, 0).count), [x.shape[0] ?? null, 1, 1, 1])

/**
 * Images [batch, height, width, channels] read at other places: at `rows` [1 or batch, y, 1 or x, 1] and `columns` [1 or batch, 1 or y,
 * x, 1], counted from the centre of the first pixel; to [batch, y, x, channels]. As Keras's `map_coordinates` reads them.
 */
export const sampleImages = (x: Value, rows: Value, columns: Value, fill: Fill): Value => {
  const [height, width] = [lengthOf(x, 1), lengthOf(x, 2)]
  const firstRow = ops.mul(imageNumbers(x), height.count)
  const pixels = pixelsOf(x)
  const parts = nodesAlong(rows, height, fill).flatMap((row) => {
    const first = ops.mul(ops.add(firstRow, row.index), width.count)
    return nodesAlong(columns, width, fill).map((column) => {
      const taken = ops.gather(pixels, ops.squeeze(ops.add(first, column.index), [3]))
      const weight = product(row.weight, column.weight)
      return { value: weight ? ops.mul(taken, weight) : taken, weight }
    })
  })
  const sum = parts.map(({ value }) => value).reduce((a, b) => ops.add(a, b))
  if (fill.fillMode !== 'constant' || fill.fillValue === 0) return sum
  // what lies beyond the edges has no weight among the parts
  const inside = parts.map(({ weight }) => weight ?? scalar(1)).reduce((a, b) => ops.add(a, b))
  return ops.add(sum, ops.mul(ops.sub(1, inside), fill.fillValue))
}

/** All pixels of all images, one a row: [batch · height · width, channels]. */
const pixelsOf = (x: Value): Value =>
  ops.reshape(x, [null, x.shape[3] ?? null], () => ops.concat([constant([-1], 'int64'), ops.shapeOf(x, 3)], 0))

const product = (a: Value | undefined, b: Value | undefined): Value | undefined => (a && b ? ops.mul(a, b) : (a ?? b))
