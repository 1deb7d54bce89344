import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import type { PoolWindow } from '../../shapes/window.js'
import type { Ops } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'

const overlaps = ({ kernel, strides, dilations }: PoolWindow): boolean =>
  kernel.some((size, axis) => (size - 1) * (dilations[axis] as number) + 1 > (strides[axis] as number))

/** Sends each gradient to the element that won its window; `winners` are positions in the flattened input. */
export const maxPoolGradient = (o: Ops, dy: Value, x: Value, winners: Value, window: PoolWindow): Value => {
  if (!overlaps(window)) return o.maxUnpool(dy, winners, x, o.shapeOf(x))
  const flat = (v: Value) => o.reshape(v, [null])
  const zeros = o.mul(flat(x), 0)
  return o.reshape(o.scatterAdd(zeros, flat(winners), flat(dy)), x.shape, () => o.shapeOf(x))
}

/** Spreads each gradient evenly over the elements of its window, padding not counted. */
export const averagePoolGradient = (o: Ops, dy: Value, x: Value, window: PoolWindow): Value => {
  const [channels, height, width] = x.shape.slice(1)
  if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number') {
    throw new ShapeError(`averagePool: training needs known channels, height and width, got ${formatShape(x.shape)}`)
  }
  const { kernel, strides, pads, dilations } = window
  const counted = ([0, 1] as const).map((axis) => {
    const size = [height, width][axis] as number
    const positions = dy.shape[axis + 2] as number
    return Array.from({ length: positions }, (_, at) => {
      const start = at * strides[axis] - pads[axis]
      return Math.min(start + kernel[axis], size) - Math.max(start, 0)
    })
  }) as [number[], number[]]
  const shares = counted[0].flatMap((rows) => counted[1].map((columns) => 1 / (rows * columns)))
  const shared = o.mul(dy, constant(shares, 'float32', [1, 1, counted[0].length, counted[1].length]))
  const ones = constant(new Float32Array(channels * kernel[0] * kernel[1]).fill(1), 'float32', [channels, 1, ...kernel])
  const outputPadding = ([0, 1] as const)
    .map((axis) => ([height, width][axis] as number) + pads[axis] + (pads[axis + 2] as number) - kernel[axis])
    .map((rest, axis) => rest % (strides[axis] as number)) as [number, number]
  return o.convTranspose(shared, ones, { strides, pads, dilations, group: channels, outputPadding })
}
