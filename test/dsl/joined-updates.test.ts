import { expect, it } from 'vitest'
import { makeProgram } from '../../src/dsl/program.js'
import { adam, input, type Optimizer, rmsprop, sequential, sgd } from '../../src/index.js'
import { countOf, decodeGraph } from '../support/decode-graph.js'

const data = Array.from({ length: 12 }, (_, row) => Array.from({ length: 8 }, (_, i) => Math.sin(row * 8 + i)))

/** As many kernels and vectors as gradient descent joins. */
const model = () => {
  const half = sequential(input([8]))
    .dense(8, { activation: 'tanh' })
    .dense(8, { activation: 'tanh' })
    .dense(8, { activation: 'tanh' })
    .dense(8, { activation: 'tanh' })
  return half
    .dense(8, { activation: 'tanh' })
    .dense(8, { activation: 'tanh' })
    .dense(8, { activation: 'tanh' })
    .dense(8)
}

const trained = async (optimizer: Optimizer) => {
  await using trainer = await model().compile({ optimizer, loss: 'mse', threads: 1 })
  await trainer.fit(data, data, { epochs: 3, batchSize: 4, verbose: 0 })
  return trainer.weights()
}

/** How often something joined is parted again. */
const partings = (optimizer: Optimizer) =>
  countOf(decodeGraph(makeProgram(model(), { optimizer, loss: 'mse' }).step()), 'Split')

it.each([
  ['adam', () => adam({ learningRate: 0.01, amsgrad: true })],
  ['rmsprop', () => rmsprop({ momentum: 0.5, centered: true })],
  ['sgd', () => sgd({ momentum: 0.9, weightDecay: 0.01 })],
] as const)('small kernels and vectors are updated as one to the same bits as one by one: %s', async (_, make) => {
  const optimizer = make()
  // an update that is not known to go element by element
  const apart: Optimizer = { ...optimizer, update: (site) => optimizer.update(site) }
  expect(partings(optimizer)).toBeGreaterThanOrEqual(4)
  expect(partings(apart)).toBe(0)
  const [joined, separate] = [await trained(optimizer), await trained(apart)]
  expect(joined).toEqual(separate)
  expect(joined.size).toBe(16)
})
