import { type ConvWindow, spatialAxes, windowAlong } from '../../shapes/window.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** Kernels of at most this many positions take one matrix product a position; larger ones one convolution. */
const productPositions = 32

/** Exchanges the first two axes. */
const swapped = (o: Ops, x: Value): Value => o.transpose(x, [1, 0, ...x.shape.slice(2).map((_, axis) => axis + 2)])

/** The gradient of conv for its input [batch, channels, …]. */
export const convInputGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const { strides, dilations, group } = window
  const axes = spatialAxes(window)
  const along = axes.map((axis, i) => windowAlong(window, i, w.shape[axis] as number))
  if (strides.every((stride) => stride === 1) && group === 1) {
    const full = [...along.map(({ reach, before }) => reach - 1 - before), ...along.map((a) => a.reach - 1 - a.after)]
    if (full.every((pad) => pad >= 0)) {
      const [starts, ends, steps] = [-1, -(2 ** 31), -1].map((n) => axes.map(() => n)) as [number[], number[], number[]]
      const flipped = o.slice(w, { axes, starts, ends, steps })
      return o.conv(dy, swapped(o, flipped), null, { strides, pads: full, dilations, group })
    }
  }
  const outputPadding = along.map(({ stride, before, after, reach }, i) => {
    const size = x.shape[i + 2]
    return typeof size === 'number' ? (size + before + after - reach) % stride : stride - 1
  })
  const spread = o.convTranspose(dy, w, { ...window, outputPadding })
  const open = axes.filter((axis, i) => strides[i] !== 1 && typeof x.shape[axis] !== 'number')
  return open.length === 0 ? spread : o.cropLike(spread, x, dimsOf(o, x, open), open)
}

/** The dims of x at the given axes, at run time. */
const dimsOf = (o: Ops, x: Value, axes: readonly number[]): Value =>
  o.concat(
    axes.map((axis) => o.shapeOf(x, axis, axis + 1)),
    0,
  )

/** The gradient of conv for its kernel [filters, channels / group, …]. */
export const convKernelGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const positions = w.shape.slice(2).reduce<number>((count, size) => count * (size as number), 1)
  return window.group > 1 || positions <= productPositions
    ? kernelGradientByProducts(o, dy, x, w, window)
    : kernelGradientByConv(o, dy, x, w, window)
}

/** One product [filters, batch · positions] × [batch · positions, channels] for each kernel position. */
const kernelGradientByProducts = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const { strides, pads, group } = window
  const [filters, perGroup, ...kernel] = w.shape as readonly [number, number, ...number[]]
  const axes = spatialAxes(window)
  const columns = (v: Value, channels: number) => o.reshape(v, group > 1 ? [group, channels, null] : [channels, null])
  const dyColumns = columns(swapped(o, dy), filters / group)
  const [before, after] = [pads.slice(0, axes.length), pads.slice(axes.length)]
  const padded = o.pad(swapped(o, x), { before: [0, 0, ...before], after: [0, 0, ...after] })
  const gradients = positionsOf(kernel).map((position) => {
    const along = position.map((at, i) => {
      const { stride, dilation, reach } = windowAlong(window, i, kernel[i] as number)
      return { start: at * dilation, stride, behind: reach - 1 - at * dilation, count: dy.shape[i + 2] }
    })
    const starts = along.map(({ start }) => start)
    const ends = along.map(({ start, stride, behind, count }) => {
      if (typeof count === 'number') return start + (count - 1) * stride + 1
      return behind === 0 ? 2 ** 31 - 1 : -behind
    })
    const seen = o.slice(padded, { axes, starts, ends, steps: strides })
    const product = o.matmul(dyColumns, swapLast(o, columns(seen, perGroup)))
    return o.reshape(product, [1, filters, perGroup])
  })
  const stacked = o.reshape(o.concat(gradients, 0), [...kernel, filters, perGroup])
  const rank = axes.length
  return o.transpose(stacked, [rank, rank + 1, ...kernel.keys()])
}

/** Every position in a kernel of the given size, the last axis the fastest. */
const positionsOf = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (positions, size) => positions.flatMap((position) => [...Array(size).keys()].map((at) => [...position, at])),
    [[]],
  )

/** Convolves the input with the output's gradient, batch and channels exchanged. Needs group 1. */
const kernelGradientByConv = (
  o: Ops,
  dy: Value,
  x: Value,
  w: Value,
  { strides, pads, dilations }: ConvWindow,
): Value => {
  const window = { strides: dilations, dilations: strides, pads, group: 1 }
  const full = swapped(o, o.conv(swapped(o, x), swapped(o, dy), null, window))
  const axes = spatialAxes(window)
  const ends = w.shape.slice(2) as number[]
  return o.slice(full, { axes, starts: axes.map(() => 0), ends, steps: axes.map(() => 1) })
}

const swapLast = (o: Ops, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}
