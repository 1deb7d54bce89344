import { sizeOfShape } from '../../shapes/axes.js'
import { type PoolWindow, windowAlong } from '../../shapes/window.js'
import type { Ops } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'
import { choice } from './choice.js'
import { rankedUnpoolings } from './choices.js'
import { convInputGradient } from './conv-gradient.js'

/** Sends each gradient to the element that won its window; `winners` are positions in the flattened input. */
export const maxPoolGradient = (o: Ops, dy: Value, x: Value, winners: Value, window: PoolWindow): Value =>
  unpooling(o, [dy, x, winners], window)

const unpooling = choice<'unpool' | 'scatter', PoolWindow>({
  kind: 'max pooling gradient',
  ways: {
    unpool: (o, inputs) => {
      const [dy, x, winners] = inputs as readonly [Value, Value, Value]
      return o.maxUnpool(dy, winners, x, o.shapeOf(x))
    },
    scatter: (o, inputs) => {
      const [dy, x, winners] = inputs as readonly [Value, Value, Value]
      const flat = (v: Value) => o.reshape(v, [null])
      const zeros = o.mul(flat(x), 0)
      return o.reshape(o.scatterAdd(zeros, flat(winners), flat(dy)), x.shape, () => o.shapeOf(x))
    },
  },
  ranked: rankedUnpoolings,
  // of one sample at least
  below: ([, x]) => sizeOfShape((x as Value).shape.slice(1)) ?? 1,
})

/** Spreads each gradient evenly over the elements of its window, padding not counted. */
export const averagePoolGradient = (o: Ops, dy: Value, x: Value, window: PoolWindow): Value => {
  const [channels, ...sizes] = x.shape.slice(1)
  const known = typeof channels === 'number' && sizes.every((size) => typeof size === 'number')
  return known ? knownAverageGradient(o, dy, x, window, channels) : openAverageGradient(o, dy, x, window)
}

const knownAverageGradient = (o: Ops, dy: Value, x: Value, window: PoolWindow, channels: number): Value => {
  const { kernel, strides, pads, dilations } = window
  const counted = kernel.map((size, axis) => {
    const { stride, before } = windowAlong(window, axis, size)
    return Array.from({ length: dy.shape[axis + 2] as number }, (_, at) => {
      const start = at * stride - before
      return Math.min(start + size, x.shape[axis + 2] as number) - Math.max(start, 0)
    })
  })
  const counts = counted.reduce((all, along) => all.flatMap((count) => along.map((own) => count * own)), [1])
  const shares = constant(
    counts.map((count) => 1 / count),
    'float32',
    [1, 1, ...counted.map(({ length }) => length)],
  )
  const outputPadding = kernel.map((size, axis) => {
    const { stride, before, after } = windowAlong(window, axis, size)
    return ((x.shape[axis + 2] as number) + before + after - size) % stride
  })
  const group = channels
  return o.convTranspose(o.mul(dy, shares), ones(channels, kernel), { strides, pads, dilations, group, outputPadding })
}

/** The same where sizes are known at run time only: each channel is a sample of its own, and convolving ones counts. */
const openAverageGradient = (o: Ops, dy: Value, x: Value, { kernel, ...window }: PoolWindow): Value => {
  const sizesOf = (v: Value, first: number) => o.concat([constant([first, 1], 'int64'), o.shapeOf(v, 2)], 0)
  const single = (v: Value) => o.reshape(v, [null, 1, ...v.shape.slice(2)], () => sizesOf(v, -1))
  const conv = { ...window, group: 1 }
  const sizes = x.shape.slice(2)
  const all = o.expand(constant(1, 'float32'), [1, 1, ...sizes], sizesOf(x, 1))
  const counts = o.conv(all, ones(1, kernel), null, conv)
  const dx = convInputGradient(o, single(o.div(dy, counts)), single(x), ones(1, kernel), conv)
  return o.reshape(dx, x.shape, () => o.shapeOf(x))
}

const ones = (channels: number, kernel: readonly number[]): Value => {
  const size = kernel.reduce((product, n) => product * n, channels)
  return constant(new Float32Array(size).fill(1), 'float32', [channels, 1, ...kernel])
}
