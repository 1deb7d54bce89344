import { expect, test } from 'vitest'
import { input, scalar, type TensorData } from '../../src/codegen/ir/value.js'
import { gaussianDropout, gaussianNoise } from '../../src/dsl/layers/index.js'
import { numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

const n = 40_000

/** What a layer makes in training of n times the number 2. */
const noisy = async (layer: unknown, seed = 0): Promise<number[]> => {
  const x = input('x', 'float32', ['batch', n])
  const graph = layerGraph({ layer: definitionOf(layer) }, x)
  const { output } = runLayers(graph, [], x, { random: { seed: scalar(seed, 'int32'), step: scalar(0, 'int32') } })
  const twos: TensorData = { dtype: 'float32', shape: [1, n], data: new Float32Array(n).fill(2) }
  const got = await runGraph({ inputs: [x], outputs: new Map([['y', output]]) }, { x: twos })
  return numbers(got.get('y') as TensorData)
}

const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length

test.each([
  ['gaussianNoise', gaussianNoise(0.3), 0.3],
  ['gaussianDropout', gaussianDropout(0.2), 2 * 0.5],
] as const)('%s is normal around what it is given', async (_, layer, deviation) => {
  const z = (await noisy(layer)).map((y) => (y - 2) / deviation)
  // five deviations of each moment of n normal numbers: √(1, 2, 15, 96) / √n
  expect(Math.abs(mean(z))).toBeLessThan(5 / Math.sqrt(n))
  expect(Math.abs(mean(z.map((x) => x ** 2)) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(n))
  expect(Math.abs(mean(z.map((x) => x ** 3)))).toBeLessThan((5 * Math.sqrt(15)) / Math.sqrt(n))
  expect(Math.abs(mean(z.map((x) => x ** 4)) - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n))
  // neighbours, and another seed, have nothing to do with each other
  expect(Math.abs(mean(z.slice(1).map((x, i) => x * (z[i] as number))))).toBeLessThan(5 / Math.sqrt(n))
  const other = (await noisy(layer, 1)).map((y) => (y - 2) / deviation)
  expect(Math.abs(mean(z.map((x, i) => x * (other[i] as number))))).toBeLessThan(5 / Math.sqrt(n))
})

test('outside training, and without noise, they do nothing', () => {
  const x = input('x', 'float32', ['batch', 4])
  const random = { seed: scalar(0, 'int32'), step: scalar(0, 'int32') }
  const output = (layer: unknown, options = {}) =>
    runLayers(layerGraph({ layer: definitionOf(layer) }, x), [], x, options).output
  expect(output(gaussianNoise(0.5))).toBe(x)
  expect(output(gaussianDropout(0.5))).toBe(x)
  expect(output(gaussianNoise(0), { random })).toBe(x)
  expect(output(gaussianDropout(0), { random })).toBe(x)
  expect(() => gaussianNoise(1.5)).toThrow('gaussianNoise: stddev must be in [0, 1], got 1.5')
})
