import { expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { constant, input, scalar, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import type { CallContext } from '../../src/dsl/layer-definition.js'
import * as layers from '../../src/dsl/layers/index.js'
import golden from '../golden/dropouts.json' with { type: 'json' }
import { distance, fromGolden, type Golden, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

/* Dropouts in training: what they make of what is kept equals Keras; what is kept is random. */

interface Case {
  readonly layer: string
  readonly args: readonly unknown[]
  readonly x: Golden
  readonly kept: Golden
  readonly y: Golden
  readonly cotangent: Golden
  readonly gradient: Golden
}

const cases = golden as unknown as readonly Case[]
const factories = new Map(Object.entries<(...all: never[]) => unknown>(layers))
const made = ({ layer, args }: Pick<Case, 'layer' | 'args'>) =>
  definitionOf(factories.get(layer)?.(...(args as never[])))

/** A tensor cut down to the first element along each axis of length 1 of another. */
const firstOf = ({ shape, data }: Golden, wanted: readonly number[]): number[] => {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  return data.filter((_, i) =>
    strides.every((stride, axis) => wanted[axis] !== 1 || Math.floor(i / stride) % (shape[axis] as number) === 0),
  )
}

test.each(cases.map((one) => [`${one.layer} ${JSON.stringify(one.args)}`, one] as const))(
  '%s equals Keras where the same is kept',
  async (_, one) => {
    const x = input('x', 'float32', one.x.shape)
    const drawn: (readonly number[])[] = []
    const context: Partial<CallContext> = {
      training: true,
      random: ({ shape }) => {
        drawn.push(shape as number[])
        return constant(
          Float32Array.from(firstOf(one.kept, shape as number[]), (kept) => kept * 0.99),
          'float32',
          shape as number[],
        )
      },
    }
    const y = made(one).call(x, context as CallContext)
    const { cotangent } = one
    const total = ops.reduceSum(ops.mul(y, constant(Float32Array.from(cotangent.data), 'float32', cotangent.shape)))
    const outputs = new Map<string, Value>([
      ['y', y],
      ['gradient', gradients(total, [x])[0] as Value],
    ])
    const got = await runGraph({ inputs: [x], outputs }, { x: fromGolden(one.x) })
    expect(distance(numbers(got.get('y') as TensorData), one.y.data)).toBeLessThan(2e-6)
    expect(distance(numbers(got.get('gradient') as TensorData), one.gradient.data)).toBeLessThan(5e-6)
    expect(drawn).toHaveLength(1)
  },
)

/** What a layer makes in training of a tensor of this shape and these data. */
const trained = async (layer: unknown, shape: readonly number[], data: Float32Array, seed = 0): Promise<number[]> => {
  const x = input('x', 'float32', ['batch', ...shape.slice(1)])
  const graph = layerGraph({ layer: definitionOf(layer) }, x)
  const { output } = runLayers(graph, [], x, { random: { seed: scalar(seed, 'int32'), step: scalar(0, 'int32') } })
  const got = await runGraph(
    { inputs: [x], outputs: new Map([['y', output]]) },
    { x: { dtype: 'float32', shape, data } },
  )
  return numbers(got.get('y') as TensorData)
}

const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length

test.each([
  ['spatialDropout1d', layers.spatialDropout1d(0.3), [50, 4, 200]],
  ['spatialDropout2d', layers.spatialDropout2d(0.3), [50, 2, 2, 200]],
  ['spatialDropout3d', layers.spatialDropout3d(0.3), [50, 2, 1, 2, 200]],
] as const)('%s drops channels at its rate', async (_, layer, shape) => {
  const [rows, places, channels] = [50, 4, 200]
  const scale = Math.fround(1 / 0.7)
  const drop = async (seed: number) => {
    const y = await trained(layer, shape, new Float32Array(rows * places * channels).fill(1), seed)
    expect([...new Set(y)].sort()).toEqual([0, scale])
    const at = (row: number, place: number) =>
      y.slice((row * places + place) * channels, (row * places + place + 1) * channels)
    for (let row = 0; row < rows; row++) {
      for (let place = 1; place < places; place++) expect(at(row, place)).toEqual(at(row, 0))
    }
    return Array.from({ length: rows }, (_, row) => at(row, 0).map((value) => Number(value !== 0))).flat()
  }
  const [kept, other] = [await drop(0), await drop(1)]
  // five deviations
  const n = rows * channels
  expect(Math.abs(mean(kept) - 0.7)).toBeLessThan(5 * Math.sqrt((0.7 * 0.3) / n))
  const covariance = mean(kept.map((bit, i) => (bit - 0.7) * ((other[i] as number) - 0.7)))
  expect(Math.abs(covariance / (0.7 * 0.3))).toBeLessThan(5 / Math.sqrt(n))
  const neighbours = mean(kept.slice(1).map((bit, i) => (bit - 0.7) * ((kept[i] as number) - 0.7)))
  expect(Math.abs(neighbours / (0.7 * 0.3))).toBeLessThan(5 / Math.sqrt(n))
})

test.each([0.05, 0.3, 0.8])('alphaDropout(%d) keeps mean 0 and variance 1', async (rate) => {
  const n = 40_000
  // evenly spaced between -√3 and √3: mean 0, variance 1
  const x = Float32Array.from({ length: n }, (_, i) => Math.sqrt(3) * ((2 * i + 1) / n - 1))
  const y = await trained(layers.alphaDropout(rate), [1, n], x)
  const counts = new Map<number, number>()
  for (const value of y) counts.set(value, (counts.get(value) ?? 0) + 1)
  const dropped = Math.max(...counts.values())
  expect(Math.abs(dropped / n - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / n))
  expect(Math.abs(mean(y))).toBeLessThan(5 / Math.sqrt(n))
  const fourth = mean(y.map((value) => value ** 4))
  expect(Math.abs(mean(y.map((value) => value ** 2)) - 1)).toBeLessThan(5 * Math.sqrt((fourth - 1) / n))
})

test('outside training, and at rate 0, they do nothing', () => {
  const x = input('x', 'float32', ['batch', 4, 3])
  const random = { seed: scalar(0, 'int32'), step: scalar(0, 'int32') }
  for (const make of [layers.alphaDropout, layers.spatialDropout1d]) {
    const output = (rate: 0 | 0.5, options = {}) =>
      runLayers(layerGraph({ layer: definitionOf((make as (rate: number) => unknown)(rate)) }, x), [], x, options)
        .output
    expect(output(0.5)).toBe(x)
    expect(output(0, { random })).toBe(x)
  }
})
