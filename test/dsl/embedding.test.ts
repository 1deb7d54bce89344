import { expect, test } from 'vitest'
import { input as graphInput, scalar } from '../../src/codegen/ir/value.js'
import { input } from '../../src/dsl/input.js'
import { batchNormalization } from '../../src/dsl/layers/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

/** 64 rows of 20 ids in 0 to rows - 1, small ones far more often. */
const idsBelow = (rows: number) =>
  Int32Array.from({ length: 64 * 20 }, (_, i) => Math.floor(rows ** ((i * 0.6180339887) % 1)) - 1)
const labels = tensor(
  Int32Array.from({ length: 64 }, (_, i) => i % 3),
  [64],
)

const trained = async (rows: number, threads: number) => {
  await using trainer = await sequential(input([20], { dtype: 'int32' }))
    .embedding(rows, 8, { maskZero: true })
    .batchNormalization()
    .flatten()
    .dense(3, { activation: 'softmax' })
    .compile({ loss: 'sparseCategoricalCrossentropy', optimizer: 'adam', seed: 5, threads })
  const { history } = await trainer.fit(tensor(idsBelow(rows), [64, 20]), labels, {
    epochs: 3,
    batchSize: 16,
    verbose: 0,
  })
  return { losses: history.loss as readonly number[], weights: [...trainer.weights()] }
}

test.each([50, 10_000])(
  'training on ids that repeat, of %i: the loss falls, and is the same on every run',
  async (rows) => {
    const [first, again] = [await trained(rows, 8), await trained(rows, 8)]
    expect(again).toEqual(first)
    expect(first.losses.at(-1)).toBeLessThan(first.losses[0] as number)
  },
)

test('ids in a float32 tensor are taken as well', async () => {
  await using trainer = await sequential(input([2]))
    .embedding(4, 3, { embeddingsInitializer: 'ones' })
    .compile({ loss: 'mse' })
  const y = await trainer.predict(tensor([[1, 3]]))
  expect(y.shape).toEqual([1, 2, 3])
  expect(numbers(y)).toEqual([1, 1, 1, 1, 1, 1])
})

test('the first values are uniform in ±0.05', async () => {
  await using trainer = await sequential(input([2]))
    .embedding(500, 4)
    .compile({ loss: 'mse', seed: 1 })
  const values = numbers(trainer.weights().get('embedding/embeddings') as never)
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.05)
  expect(Math.max(...values)).toBeGreaterThan(0.045)
  expect(Math.min(...values)).toBeLessThan(-0.045)
})

test('batchNormalization refuses a mask of another rank', () => {
  const x = graphInput('x', 'float32', ['batch', 3, 2])
  const random = { seed: scalar(0, 'int32'), step: scalar(0, 'int32') }
  const mask = graphInput('mask', 'bool', ['batch'])
  const graph = layerGraph({ norm: definitionOf(batchNormalization()) }, x)
  expect(() => runLayers(graph, weightsOf(graph), x, { random, mask })).toThrow(
    'batchNormalization: expected a mask of shape [batch, 3], got [batch]',
  )
})
