import { expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { adam } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { ctc } from '../../src/dsl/losses/ctc.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

/* Values and gradients beside Keras's and PyTorch's are in losses.test.ts; here is what those do not say. */

const sequences = (shape: readonly number[], data: readonly number[]): TensorData => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(data),
})

const lossOf = async (target: TensorData, x: TensorData) => {
  const found = await evaluate(
    (y, logits) => {
      const values = ctc().call(y as Value, logits as Value)
      return { values, gradient: gradients(ops.reduceSum(values), [logits as Value])[0] as Value }
    },
    [target, x],
    { batch: true },
  )
  return {
    values: numbers(found.get('values') as TensorData),
    gradient: numbers(found.get('gradient') as TensorData),
  }
}

const wave = (length: number, step = 2.1) => Array.from({ length }, (_, i) => 2 * Math.sin(1 + step * i))

test('the gradient equals central differences', async () => {
  const target = sequences([2, 3], [1, 1, 2, 2, 0, 0])
  const logits = wave(2 * 5 * 4)
  const { gradient } = await lossOf(target, floats([2, 5, 4], logits))
  const h = 2e-2
  for (const [place, slope] of gradient.entries()) {
    const at = async (by: number) => {
      const moved = logits.map((x, i) => (i === place ? x + by : x))
      return (await lossOf(target, floats([2, 5, 4], moved))).values.reduce((a, b) => a + b)
    }
    expect(Math.abs(((await at(h)) - (await at(-h))) / (2 * h) - slope)).toBeLessThan(5e-4)
  }
})

test('each step of the gradient sums to 0: probabilities less how often each class is meant', async () => {
  const { gradient } = await lossOf(sequences([1, 2], [3, 1]), floats([1, 6, 4], wave(24)))
  for (let step = 0; step < 6; step++) {
    const sum = gradient.slice(4 * step, 4 * step + 4).reduce((a, b) => a + b)
    expect(Math.abs(sum)).toBeLessThan(1e-6)
  }
})

test('a target that does not fit has a large loss, and a finite gradient; its neighbours keep theirs', async () => {
  const logits = wave(2 * 3 * 4)
  const { values, gradient } = await lossOf(sequences([2, 3], [1, 1, 2, 1, 2, 0]), floats([2, 3, 4], logits))
  const alone = await lossOf(sequences([1, 3], [1, 2, 0]), floats([1, 3, 4], logits.slice(12)))
  expect(values[0]).toBeGreaterThan(9e4)
  expect(values[0]).toBeLessThan(2e5)
  expect(gradient.every((slope) => Math.abs(slope) <= 1)).toBe(true)
  expect(values[1]).toBeCloseTo(alone.values[0] as number, 5)
})

test('logits far apart over many steps stay finite', async () => {
  const logits = wave(400 * 3).map((x) => 500 * x)
  const { values, gradient } = await lossOf(sequences([1, 2], [1, 2]), floats([1, 400, 3], logits))
  expect(Number.isFinite(values[0])).toBe(true)
  expect(gradient.every((slope) => Math.abs(slope) <= 1 + 1e-6)).toBe(true)
})

test('a model of open series learns to spell, whatever the lengths of series and targets', async () => {
  const model = sequential(input([null, 3]))
    .dense(16, { activation: 'tanh' })
    .dense(3)
  await using trainer = await model.compile({ loss: 'ctc', optimizer: adam({ learningRate: 0.05 }) })
  const batch = (steps: number, spelt: readonly number[]) => {
    const x = Float32Array.from({ length: 2 * steps * 3 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3))
    return [
      new Tensor(x, [2, steps, 3], 'float32'),
      new Tensor(Int32Array.of(...spelt, ...spelt), [2, spelt.length], 'int32'),
    ] as const
  }
  const [x, y] = batch(6, [1, 2, 1, 2])
  const first = await trainer.evaluate(x, y)
  await trainer.fit(x, y, { epochs: 60, verbose: 0 })
  const last = await trainer.evaluate(x, y)
  expect(last.loss).toBeLessThan(0.2)
  expect(last.loss).toBeLessThan(first.loss / 4)
  const [longer, more] = batch(9, [1, 2, 1, 2, 1, 2])
  expect((await trainer.evaluate(longer, more)).loss).toBeLessThan(0.5)
  const halved = await trainer.evaluate(x, y, { sampleWeight: new Tensor(Float32Array.of(0.5, 0.5), [2], 'float32') })
  expect(halved.loss).toBeCloseTo(last.loss / 2, 6)
})

test.each([
  [[1, 3], 'fit: y holds label 3 in row 0; expected integers from 0 to 2'],
  [[1, -1], 'fit: y holds label -1 in row 0; expected integers from 0 to 2'],
])('labels %j are none of the classes', async (labels, sentence) => {
  await using trainer = await sequential(input([4, 3]))
    .dense(3)
    .compile({ loss: 'ctc' })
  const x = new Tensor(new Float32Array(12), [1, 4, 3], 'float32')
  await expect(trainer.fit(x, new Tensor(Int32Array.from(labels), [1, 2], 'int32'))).rejects.toThrow(sentence)
})

test('targets have one label or more', async () => {
  await using trainer = await sequential(input([4, 3]))
    .dense(3)
    .compile({ loss: 'ctc' })
  const x = new Tensor(new Float32Array(12), [1, 4, 3], 'float32')
  const none = new Tensor(new Int32Array(0), [1, 0], 'int32')
  await expect(trainer.fit(x, none as never)).rejects.toThrow(
    'fit: y has samples of shape [0], expected sequences of labels [labels], filled up with 0 at their end',
  )
})

test("metrics that compare a target with each position are refused, one of one's own is not", async () => {
  const model = sequential(input([4, 3])).dense(3)
  const refused = (name: string, needed: string) =>
    `${name}: the metric needs ${needed}, but the loss takes sequences of labels; use a function of your own`
  const either = "class indices or targets of the output's shape"
  for (const [name, needed] of [
    ['accuracy', either],
    ['auc', either],
    ['mae', "targets of the output's shape"],
    ['sparseCategoricalAccuracy', 'class indices'],
  ] as const) {
    await expect(model.compile({ loss: 'ctc', metrics: [name] as never })).rejects.toThrow(refused(name, needed))
  }
  const own = (_: unknown, output: Value) => output
  await expect(model.compile({ loss: 'ctc', metrics: [own as never] })).resolves.toBeDefined()
})
