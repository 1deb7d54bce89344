import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import { input } from '../../src/codegen/ir/value.js'
import { rankedInputGradients, rankedKernelGradients } from '../../src/codegen/lowering/choices.js'
import { kernelGradients } from '../../src/codegen/lowering/conv-gradient.js'
import * as ops from '../../src/codegen/ops/index.js'
import { sinkTransposes } from '../../src/codegen/passes/transposes.js'
import type { ConvWindow } from '../../src/shapes/window.js'
import { distance, evaluate, floats, numbers } from '../support/evaluate.js'

const filled = (shape: readonly number[], seed: number) =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7) + Math.cos(i * 0.3)),
  )

const same = (strides: readonly number[], pads: readonly number[], dilations = [1, 1]) => ({
  strides,
  pads,
  dilations,
  group: 1,
})

type Pair = readonly [number, number]
type Case = readonly [batch: number, channels: number, filters: number, kernel: Pair, window: ConvWindow, sizes: Pair]

const cases: readonly Case[] = [
  [2, 3, 4, [3, 3], same([1, 1], [1, 1, 1, 1]), [6, 5]],
  [3, 1, 16, [2, 3], same([1, 1], [0, 1, 1, 1]), [5, 7]],
  [2, 4, 8, [1, 2], same([1, 1], [0, 0, 0, 0]), [4, 4]],
  [2, 3, 4, [1, 1], same([1, 1], [0, 0, 0, 0]), [3, 4]],
  [2, 3, 2, [1, 1], same([2, 2], [0, 0, 0, 0]), [5, 4]],
  [2, 1, 1, [1, 1], same([1, 1], [0, 0, 0, 0]), [3, 4]],
  [2, 3, 4, [3, 3], same([2, 1], [1, 1, 1, 1]), [6, 5]],
  [2, 2, 3, [2, 2], same([1, 2], [0, 0, 1, 1], [2, 1]), [7, 6]],
  [2, 2, 3, [3, 2], same([2, 3], [1, 0, 0, 1], [1, 2]), [8, 9]],
  [3, 5, 2, [3, 3], same([2, 2], [0, 0, 1, 1]), [8, 7]],
  [2, 2, 2, [3, 2], same([1, 1], [2, 1, 0, 0]), [4, 3]],
  [2, 4, 3, [2, 3], same([1, 1], [1, 2, 2, 3], [3, 2]), [6, 7]],
]

const gradientsBy = (names: readonly (keyof typeof kernelGradients)[], one: Case) => {
  const [batch, channels, filters, kernel, window, sizes] = one
  const [x, w] = [filled([batch, channels, ...sizes], 1), filled([filters, channels, ...kernel], 2)]
  const places = sizes.map((size, i) => {
    const reach = ((kernel[i] as number) - 1) * (window.dilations[i] as number) + 1
    const padded = size + (window.pads[i] as number) + (window.pads[i + 2] as number)
    return Math.floor((padded - reach) / (window.strides[i] as number)) + 1
  })
  const dy = filled([batch, filters, ...places], 3)
  return evaluate(
    (a, b, c) => Object.fromEntries(names.map((name) => [name, kernelGradients[name](ops, [c, a, b], window)])),
    [x, w, dy],
  )
}

describe('every lowering of the gradient of a kernel gives the same', () => {
  test.each(cases)('%i × %i to %i, %j %j of %j', async (...one) => {
    const mirror = one[4].strides.every((stride) => stride === 1) ? (['mirror'] as const) : []
    const others = ['columns', 'conv', 'correlation', ...mirror] as const
    const got = await gradientsBy(['products', ...others], one)
    const want = got.get('products') as TensorData
    for (const name of others) {
      expect(got.get(name)?.shape).toEqual(want.shape)
      expect(distance(numbers(got.get(name) as TensorData), numbers(want))).toBeLessThan(2e-6)
    }
  })
})

test('a kernel of one place is neither reversed nor, where its filters come last, turned', () => {
  const kernel = input('kernel', 'float32', [1, 1, 6, 4])
  const x = input('x', 'float32', ['batch', 6, 5, 5])
  const y = ops.conv(x, ops.transpose(kernel, [3, 2, 0, 1]), null, same([1, 1], [0, 0, 0, 0]))
  const found = sinkTransposes(gradients(ops.reduceSum(y, { axes: [0, 1, 2, 3] }), [x, kernel]))
  const names = topologicalOrder(found).map(({ rule }) => rule.name)
  expect(names).toContain('matmul')
  expect(names).not.toContain('reverse')
  const [, ofKernel] = found as [Value, Value]
  // what is behind the product
  const behind = topologicalOrder([ofKernel]).map(({ rule }) => rule.name)
  expect(behind.slice(behind.indexOf('matmul') + 1)).toEqual(['reshape'])
})

test('none needs to know the batch, nor its name', () => {
  for (const batch of ['batch', null]) {
    const types = [
      [batch, 4, 8, 8],
      [batch, 3, 8, 8],
      [4, 3, 3, 3],
    ].map((shape, i) => input(`in${i}`, 'float32', shape))
    const [dy, x, w] = types as [Value, Value, Value]
    for (const gradient of Object.values(kernelGradients))
      expect(gradient(ops, [dy, x, w], same([1, 1], [1, 1, 1, 1])).shape).toEqual([4, 3, 3, 3])
  }
})

test('which is taken follows from the shape', () => {
  const chosen = (
    filters: number,
    channels: number,
    side: number,
    kernel: number,
    window = same([1, 1], [1, 1, 1, 1]),
  ) =>
    rankedKernelGradients(
      [
        input('dy', 'float32', ['batch', filters, side, side]),
        input('x', 'float32', ['batch', channels, side, side]),
        input('w', 'float32', [filters, channels, kernel, kernel]),
      ],
      window,
    )[0]
  expect(chosen(32, 1, 28, 3)).toBe('columns')
  expect(chosen(16, 16, 32, 3)).toBe('mirror')
  expect(chosen(16, 32, 32, 3)).toBe('mirror')
  expect(chosen(32, 16, 32, 3)).toBe('correlation')
  // a convolution that leaves out places has no mirror image, nor one with zeros beyond its kernel's reach
  expect(chosen(16, 16, 32, 3, same([1, 1], [3, 1, 1, 1]))).toBe('correlation')
  expect(chosen(16, 16, 32, 3, same([2, 2], [1, 1, 1, 1]))).toBe('correlation')
  // most of a correlation would lie between the positions
  expect(chosen(16, 16, 32, 3, same([1, 1], [2, 2, 2, 2], [2, 2]))).toBe('products')
  expect(chosen(64, 32, 14, 1)).toBe('products')
  expect(chosen(16, 16, 32, 7)).toBe('correlation')
  // views of it under each other would take much memory
  expect(chosen(64, 3, 224, 3)).toBe('products')
})

test('the gradient of an input with few channels is a transposed convolution', () => {
  const chosen = (channels: number, strides = [1, 1]) =>
    rankedInputGradients(
      [
        input('dy', 'float32', ['batch', 32, 28, 28]),
        input('x', 'float32', ['batch', channels, 28, 28]),
        input('w', 'float32', [32, channels, 3, 3]),
      ],
      same(strides, [1, 1, 1, 1]),
    )
  expect(chosen(3)).toEqual(['transposed', 'flipped'])
  expect(chosen(16)).toEqual(['flipped', 'transposed'])
  expect(chosen(16, [2, 2])).toEqual(['transposed'])
})
