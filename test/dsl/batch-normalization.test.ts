import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { batchNormalization } from '../../src/dsl/layers/index.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { distance, numbers } from '../support/evaluate.js'

const rows = 6
const features = 3
const steps = 5

/** Batch number k: rows of features with means and deviations that differ. */
const batch = (k: number) =>
  Float32Array.from({ length: rows * features }, (_, i) => (i % features) + (k + 1) * Math.sin(1.7 * i + k))

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length
/** Of the batch itself, not the estimate of a population's: divided by n, as in Keras. */
const biasedVariance = (xs: readonly number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2))

const featureOf = (xs: Float32Array, feature: number) => [...xs].filter((_, i) => i % features === feature)

/** What the running average of a statistic is after all batches. */
const running = (start: number, momentum: number, statistic: (xs: readonly number[]) => number) =>
  Array.from({ length: features }, (_, feature) => {
    let average = start
    for (let k = 0; k < steps; k++) {
      average = momentum * average + (1 - momentum) * statistic(featureOf(batch(k), feature))
    }
    return average
  })

const trained = async (momentum: number) => {
  const model = sequential(input([features])).batchNormalization({ momentum, epsilon: 1e-3, name: 'bn' })
  const trainer = await Trainer.create(
    // the learning rate of 0 leaves gamma and beta: only the averages move
    makeProgram(model, { optimizer: sgd({ learningRate: 0 }), loss: 'mse', metrics: [] }),
    { threads: 1 },
  )
  const y = new Tensor(new Float32Array(rows * features), [rows, features], 'float32')
  const losses: number[] = []
  for (let k = 0; k < steps; k++) {
    const { history } = await trainer.fit(new Tensor(batch(k), [rows, features], 'float32'), y, { verbose: 0 })
    losses.push(history.loss[0] as number)
  }
  return { trainer, losses, y }
}

describe.each([0.99, 0.9, 0.3, 0])('momentum %d', (momentum) => {
  test('the running averages follow it, with the biased variance', async () => {
    const { trainer } = await trained(momentum)
    const weights = trainer.weights()
    const of = (name: string) => numbers(weights.get(`bn/${name}`) as TensorData)
    expect(distance(of('movingMean'), running(0, momentum, mean))).toBeLessThan(1e-6)
    expect(distance(of('movingVariance'), running(1, momentum, biasedVariance))).toBeLessThan(1e-6)
    expect([of('gamma'), of('beta')]).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ])
    await trainer.release()
  })
})

test('training normalizes by the batch, inference by the averages', async () => {
  const { trainer, losses, y } = await trained(0.9)
  const last = batch(steps - 1)
  const x = new Tensor(last, [rows, features], 'float32')
  const [means, variances] = [running(0, 0.9, mean), running(1, 0.9, biasedVariance)]
  const expected = [...last].map((value, i) => {
    const [center, spread] = [means[i % features] as number, variances[i % features] as number]
    return (value - center) / Math.sqrt(spread + 1e-3)
  })
  const got = await trainer.predict(x)
  expect(distance(numbers(got), expected)).toBeLessThan(2e-6)
  // a normalized batch has mean square v / (v + epsilon)
  const shares = [0, 1, 2].map((feature) => biasedVariance(featureOf(last, feature))).map((v) => v / (v + 1e-3))
  expect(losses.at(-1)).toBeCloseTo(mean(shares), 5)
  expect((await trainer.evaluate(x, y)).loss).toBeCloseTo(mean(expected.map((value) => value ** 2)), 4)
  await trainer.release()
})

test.each([
  [{ momentum: 1.5 }, 'batchNormalization: momentum must be in [0, 1], got 1.5'],
  [{ epsilon: 0 }, 'batchNormalization: epsilon must be positive, got 0'],
])('options out of range: %o', (options, sentence) => {
  expect(() => batchNormalization(options)).toThrow(new RangeError(sentence))
})
