import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import type { ConvWindow } from '../../shapes/window.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** Kernels of at most this many positions take one matrix product a position; larger ones one convolution. */
const productPositions = 32

const swap = [1, 0, 2, 3]

/** The gradient of conv for its input [batch, channels, height, width]. */
export const convInputGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const { strides, pads, dilations, group } = window
  const unstrided = strides.every((stride) => stride === 1)
  if (unstrided && group === 1) {
    const reach = [0, 1].map((axis) => ((w.shape[axis + 2] as number) - 1) * (dilations[axis] as number)) as [
      number,
      number,
    ]
    const full = [0, 1, 2, 3].map((i) => (reach[i % 2] as number) - (pads[i] as number)) as [
      number,
      number,
      number,
      number,
    ]
    if (full.every((pad) => pad >= 0)) {
      const flipped = o.slice(w, { axes: [2, 3], starts: [-1, -1], ends: [-(2 ** 31), -(2 ** 31)], steps: [-1, -1] })
      return o.conv(dy, o.transpose(flipped, swap), null, { strides, pads: full, dilations, group })
    }
  }
  const outputPadding = ([0, 1] as const).map((axis) => {
    if (strides[axis] === 1) return 0
    const size = x.shape[axis + 2]
    if (typeof size !== 'number') {
      throw new ShapeError(`conv: training with strides needs a known height and width, got ${formatShape(x.shape)}`)
    }
    const reach = ((w.shape[axis + 2] as number) - 1) * dilations[axis] + 1
    const pad = pads[axis] + (pads[axis + 2] as number)
    return (size + pad - reach) % strides[axis]
  }) as [number, number]
  return o.convTranspose(dy, w, { ...window, outputPadding })
}

/** The gradient of conv for its kernel [filters, channels / group, height, width]. */
export const convKernelGradient = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const positions = (w.shape[2] as number) * (w.shape[3] as number)
  return window.group > 1 || positions <= productPositions
    ? kernelGradientByProducts(o, dy, x, w, window)
    : kernelGradientByConv(o, dy, x, w, window)
}

/** One product [filters, batch · positions] × [batch · positions, channels] for each kernel position. */
const kernelGradientByProducts = (o: Ops, dy: Value, x: Value, w: Value, window: ConvWindow): Value => {
  const { strides, pads, dilations, group } = window
  const [filters, perGroup, height, width] = w.shape as [number, number, number, number]
  const columns = (v: Value, channels: number) => o.reshape(v, group > 1 ? [group, channels, null] : [channels, null])
  const dyColumns = columns(o.transpose(dy, swap), filters / group)
  const padded = o.pad(o.transpose(x, swap), { before: [0, 0, pads[0], pads[1]], after: [0, 0, pads[2], pads[3]] })
  const [rows, cols] = dy.shape.slice(2)
  const gradients: Value[] = []
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const starts = [row * dilations[0], column * dilations[1]] as const
      const ends = starts.map((start, axis) => {
        const behind = [height, width].map((size, a) => (size - 1) * (dilations[a] as number) - (starts[a] as number))[
          axis
        ] as number
        const count = [rows, cols][axis]
        if (typeof count === 'number') return start + (count - 1) * (strides[axis] as number) + 1
        return behind === 0 ? 2 ** 31 - 1 : -behind
      })
      const seen = o.slice(padded, { axes: [2, 3], starts, ends, steps: strides })
      const product = o.matmul(dyColumns, swapLast(o, columns(seen, perGroup)))
      gradients.push(o.reshape(product, [1, filters, perGroup]))
    }
  }
  const stacked = o.reshape(o.concat(gradients, 0), [height, width, filters, perGroup])
  return o.transpose(stacked, [2, 3, 0, 1])
}

/** Convolves the input with the output's gradient, batch and channels exchanged. Needs group 1. */
const kernelGradientByConv = (
  o: Ops,
  dy: Value,
  x: Value,
  w: Value,
  { strides, pads, dilations }: ConvWindow,
): Value => {
  const window = { strides: dilations, dilations: strides, pads, group: 1 }
  const full = o.transpose(o.conv(o.transpose(x, swap), o.transpose(dy, swap), null, window), swap)
  const ends = [w.shape[2] as number, w.shape[3] as number]
  return o.slice(full, { axes: [2, 3], starts: [0, 0], ends, steps: [1, 1] })
}

const swapLast = (o: Ops, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}
