import { describe, expect, test } from 'vitest'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import type { LossName } from '../../src/dsl/losses/index.js'
import { type MetricName, metrics } from '../../src/dsl/metrics/index.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/metrics.json' with { type: 'json' }
import { fromGolden, type Golden } from '../support/evaluate.js'

interface Case {
  readonly loss: LossName
  readonly metric: 'accuracy'
  readonly resolved: MetricName
  readonly target: Golden
  readonly output: Golden
  readonly value: number
}

const cases = golden as unknown as readonly Case[]
const asTensor = (golden: Golden) => {
  const { data, shape, dtype } = fromGolden(golden)
  return new Tensor(data, shape, dtype)
}

/** The figures of a model whose output is its input. */
const figures = async (loss: LossName, metrics: readonly MetricName[], output: Golden, target: Golden) => {
  const model = sequential(input(output.shape.slice(1))).activation('linear')
  await using trainer = await Trainer.create(makeProgram(model, { optimizer: sgd(), loss, metrics }), { threads: 1 })
  return trainer.evaluate(asTensor(output), asTensor(target), { batchSize: 2 })
}

describe("'accuracy' is what Keras makes of it", () => {
  const titled = cases.map(
    (one) => [`${one.loss}, y ${JSON.stringify(one.target.shape)}: ${one.resolved}`, one] as const,
  )
  test.each(titled)('%s', async (_, { loss, resolved, target, output, value }) => {
    const got = await figures(loss, ['accuracy', resolved], output, target)
    expect(got['accuracy']).toBeCloseTo(value, 6)
    expect(got[resolved]).toBeCloseTo(value, 6)
  })
})

/** By hand: errors 0.5, -1, 0, 2 and 0, 0, 1, -1. */
const output: Golden = { dtype: 'float32', shape: [2, 4], data: [1.5, 0, 3, 6, 1, 2, 4, 3] }
const target: Golden = { dtype: 'float32', shape: [2, 4], data: [1, 1, 3, 4, 1, 2, 3, 4] }
const byHand = {
  mse: 7.25 / 8,
  meanSquaredError: 7.25 / 8,
  mae: 5.5 / 8,
  meanAbsoluteError: 5.5 / 8,
} as const

test('errors are means over outputs and samples', async () => {
  const names = Object.keys(byHand) as (keyof typeof byHand)[]
  const got = await figures('huber', names, output, target)
  for (const name of names) expect(got[name]).toBeCloseTo(byHand[name], 6)
})

test('binary accuracy is a mean over outputs, and its threshold can be set', async () => {
  const bits: Golden = { dtype: 'float32', shape: [2, 2], data: [0, 1, 1, 1] }
  const p: Golden = { dtype: 'float32', shape: [2, 2], data: [0.4, 0.6, 0.5, 0.3] }
  const at = metrics.binaryAccuracy({ threshold: 0.35 })
  const model = sequential(input([2])).activation('linear')
  const objective = { optimizer: sgd(), loss: 'mse', metrics: ['binaryAccuracy', { ...at, name: 'low' }] } as const
  await using trainer = await Trainer.create(makeProgram(model, objective), { threads: 1 })
  expect(await trainer.evaluate(asTensor(p), asTensor(bits))).toMatchObject({ binaryAccuracy: 0.5, low: 0.5 })
})
