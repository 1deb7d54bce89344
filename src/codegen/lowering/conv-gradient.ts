import { sizeOfShape } from '../../shapes/axes.js'
import type { DimValue } from '../../shapes/dim.js'
import { type ConvWindow, spatialAxes, windowAlong } from '../../shapes/window.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { choice, type Lowering } from './choice.js'
import { rankedInputGradients, rankedKernelGradients } from './choices.js'

type KernelGradient = (o: Ops, inputs: readonly [dy: Value, x: Value, w: Value], window: ConvWindow) => Value

/** Exchanges the first two axes. */
const swapped = (o: Ops, x: Value): Value => o.transpose(x, [1, 0, ...x.shape.slice(2).map((_, axis) => axis + 2)])

const inputGradientByFlippedKernel: Lowering<ConvWindow> = (o, inputs, window) => {
  const [dy, , w] = inputs as readonly [Value, Value, Value]
  const flipped = o.reverse(w, ...spatialAxes(window))
  return o.conv(dy, swapped(o, flipped), null, { ...window, pads: padsOfMirror(w, window) })
}

const inputGradientByTransposedConv: Lowering<ConvWindow> = (o, [dy, x, w], window) => {
  const { shape } = x as Value
  const axes = spatialAxes(window)
  const outputPadding = axes.map((axis, i) => {
    const { stride, before, after, reach } = windowAlong(window, i, (w as Value).shape[axis] as number)
    const size = shape[axis]
    return typeof size === 'number' ? (size + before + after - reach) % stride : stride - 1
  })
  const spread = o.convTranspose(dy as Value, w as Value, { ...window, outputPadding })
  const open = axes.filter((axis, i) => window.strides[i] !== 1 && typeof shape[axis] !== 'number')
  return open.length === 0 ? spread : o.cropLike(spread, x as Value, dimsOf(o, x as Value, open), open)
}

/** The dims of x at the given axes, at run time. */
const dimsOf = (o: Ops, x: Value, axes: readonly number[]): Value =>
  o.concat(
    axes.map((axis) => o.shapeOf(x, axis, axis + 1)),
    0,
  )

/**
 * One product [channels, batch · positions] × [batch · positions, filters] for each kernel position: the filters are last, as in the
 * weights of a layer. Of a group, the channels are.
 */
const kernelGradientByProducts: KernelGradient = (o, [dy, x, w], window) => {
  const { strides, group } = window
  const [filters, perGroup, ...kernel] = w.shape as readonly [number, number, ...number[]]
  const axes = spatialAxes(window)
  const product = (a: Value, b: Value) => o.matmul(a, swapLast(o, b))
  const columns = (v: Value, channels: number) => o.reshape(v, group > 1 ? [group, channels, null] : [channels, null])
  const dyColumns = columns(swapped(o, dy), filters / group)
  const padded = o.pad(swapped(o, x), around(window))
  const matrix = group > 1 ? [filters, perGroup] : [perGroup, filters]
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
    const seen = columns(o.slice(padded, { axes, starts, ends, steps: strides }), perGroup)
    return o.reshape(group > 1 ? product(dyColumns, seen) : product(seen, dyColumns), [1, ...matrix])
  })
  const stacked = o.reshape(o.concat(gradients, 0), [...kernel, ...matrix])
  const rank = axes.length
  const outer = group > 1 ? [rank, rank + 1] : [rank + 1, rank]
  return o.transpose(stacked, [...outer, ...kernel.keys()])
}

/** All positions' views of the input under each other, and one product a sample with them; then the sum over the batch. */
const kernelGradientByColumns: KernelGradient = (o, [dy, x, w], window) => {
  const [filters, channels, ...kernel] = w.shape as readonly [number, number, ...number[]]
  const axes = spatialAxes(window)
  const places = sizeOfShape(dy.shape.slice(2))
  const padded = o.pad(x, around(window))
  const views = positionsOf(kernel).map((position) => {
    const starts = position.map((at, i) => at * (window.dilations[i] as number))
    const ends = starts.map((start, i) => start + ((dy.shape[i + 2] as number) - 1) * (window.strides[i] as number) + 1)
    const seen = o.slice(padded, { axes, starts, ends, steps: window.strides })
    return o.reshape(seen, [x.shape[0] as DimValue, channels, places])
  })
  const products = o.matmul(o.reshape(dy, [dy.shape[0] as DimValue, filters, places]), swapLast(o, o.concat(views, 1)))
  const sums = o.reshape(o.reduceSum(products, { axes: [0] }), [filters, ...kernel, channels])
  return o.transpose(sums, [0, kernel.length + 1, ...kernel.map((_, i) => i + 1)])
}

/** Every position in a kernel of the given size, the last axis the fastest. */
const positionsOf = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (positions, size) => positions.flatMap((position) => [...Array(size).keys()].map((at) => [...position, at])),
    [[]],
  )

/** Convolves the input with the output's gradient, batch and channels exchanged. Needs group 1. */
const kernelGradientByConv: KernelGradient = (o, [dy, x, w], { strides, pads, dilations }) => {
  const window = { strides: dilations, dilations: strides, pads, group: 1 }
  const full = swapped(o, o.conv(swapped(o, x), swapped(o, dy), null, window))
  const axes = spatialAxes(window)
  const ends = w.shape.slice(2) as number[]
  return o.slice(full, { axes, starts: axes.map(() => 0), ends, steps: axes.map(() => 1) })
}

/**
 * One convolution over rows [batch, channels, …] of which samples [batch, filters, …] are the kernel, and the batch the channels: [filters,
 * …kernel, channels]. The channels come last, as part of the last axis, so that a position of the kernel and a channel together are a
 * place of the result: one product over batch · places, without views of the rows in memory. Needs group 1 and known sizes.
 */
const correlated = (o: Ops, rows: Value, samples: Value, kernel: readonly number[], window: ConvWindow): Value => {
  const channels = rows.shape[1] as number
  const axes = spatialAxes(window)
  const isLast = (i: number) => i === axes.length - 1
  const wide = (sizes: readonly number[]) => sizes.map((size, i) => (isLast(i) ? size * channels : size))
  const along = kernel.map((size, i) => windowAlong(window, i, size))
  const sizes = axes.map((axis) => rows.shape[axis] as number)
  const image = o.reshape(o.transpose(rows, [0, ...axes, 1]), [1, rows.shape[0] as DimValue, ...wide(sizes)])
  const full = o.conv(image, swapped(o, samples), null, {
    strides: along.map(({ dilation }, i) => (isLast(i) ? 1 : dilation)),
    pads: [...wide(along.map(({ before }) => before)), ...wide(along.map(({ after }) => after))],
    dilations: wide(window.strides),
    group: 1,
  })
  const found = full.shape.slice(2).map((size, i) => (isLast(i) ? (size as number) / channels : (size as number)))
  const all = o.reshape(full, [samples.shape[1] as number, ...found, channels])
  const steps = along.map(({ dilation }, i) => (isLast(i) ? dilation : 1))
  const ends = along.map(({ reach }, i) => (isLast(i) ? reach : (kernel[i] as number)))
  const isExact = ends.every((end, i) => end === found[i] && steps[i] === 1)
  const starts = axes.map(() => 0)
  return isExact ? all : o.slice(all, { axes: axes.map((axis) => axis - 1), starts, ends, steps })
}

/** The input by the output's gradient. */
const kernelGradientByCorrelation: KernelGradient = (o, [dy, x, w], window) => {
  const kernel = w.shape.slice(2) as number[]
  const found = correlated(o, x, dy, kernel, window)
  return o.transpose(found, [0, kernel.length + 1, ...kernel.map((_, i) => i + 1)])
}

/**
 * The output's gradient by the input, which gives the kernel's in mirror image: what has just been computed is the one whose numbers are
 * put into another order, and not what has to be fetched from memory. Needs strides of 1 and pads that are smaller than the kernel.
 */
const kernelGradientByMirror: KernelGradient = (o, [dy, x, w], window) => {
  const kernel = w.shape.slice(2) as number[]
  const found = correlated(o, dy, x, kernel, { ...window, pads: padsOfMirror(w, window) })
  const axes = kernel.map((_, i) => i + 1)
  return o.transpose(o.reverse(found, ...axes), [kernel.length + 1, 0, ...axes])
}

/** The zeros around an output's gradient that meets a kernel in mirror image. */
const padsOfMirror = (w: Value, window: ConvWindow): number[] => {
  const along = spatialAxes(window).map((axis, i) => windowAlong(window, i, w.shape[axis] as number))
  return [
    ...along.map(({ reach, before }) => reach - 1 - before),
    ...along.map(({ reach, after }) => reach - 1 - after),
  ]
}

/** The zeros around an input, as `pad` takes them. */
const around = ({ pads, strides: { length } }: ConvWindow) => ({
  before: [0, 0, ...pads.slice(0, length)],
  after: [0, 0, ...pads.slice(length)],
})

/** The ways to compute the gradient of a kernel. */
export const kernelGradients = {
  products: kernelGradientByProducts,
  columns: kernelGradientByColumns,
  conv: kernelGradientByConv,
  correlation: kernelGradientByCorrelation,
  mirror: kernelGradientByMirror,
} as const

const kernelGradient = choice<keyof typeof kernelGradients, ConvWindow>({
  kind: 'convolution kernel gradient',
  ways: kernelGradients as Readonly<Record<keyof typeof kernelGradients, Lowering<ConvWindow>>>,
  ranked: rankedKernelGradients,
})

const inputGradient = choice({
  kind: 'convolution input gradient',
  ways: { flipped: inputGradientByFlippedKernel, transposed: inputGradientByTransposedConv },
  ranked: rankedInputGradients,
})

/** The gradient of conv for its input [batch, channels, …]. */
export const convInputGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value =>
  inputGradient(o, [dy, x, w], window)

/** The gradient of conv for its kernel [filters, channels / group, …]. */
export const convKernelGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value =>
  kernelGradient(o, [dy, x, w], window)

const swapLast = (o: Ops, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}
