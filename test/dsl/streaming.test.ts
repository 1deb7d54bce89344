import { expect, test } from 'vitest'
import { activations } from '../../src/dsl/activations.js'
import { compile } from '../../src/dsl/compile.js'
import { model as network } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense, lstm } from '../../src/dsl/layers/index.js'
import { add, mean } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { distance, numbers } from '../support/evaluate.js'

const [rows, features] = [3, 2]
const series = (from: number, to: number) =>
  new Tensor(
    Float32Array.from({ length: rows * (to - from) * features }, (_, i) => {
      const row = Math.floor(i / ((to - from) * features))
      return Math.sin(0.9 * (row * 50 + from * features + (i % ((to - from) * features))))
    }),
    [rows, to - from, features],
    'float32',
  )

const model = sequential(input([null, features], { name: 'readings' }))
  .lstm(4, { returnSequences: true })
  .dropout(0.5)
  .gru(3, { returnSequences: true, name: 'second' })
  .simpleRnn(2)
  .dense(1)

test('a series in pieces, the states handed on, gives what it gives in one', async () => {
  await using trainer = await model.compile({ loss: 'mse', seed: 2 })
  const whole = await trainer.predict(series(0, 9))
  await using pieces = await loadModel(trainer.exportInference({ states: true }).model)
  const names = ['lstm/h', 'lstm/c', 'second/h', 'simple_rnn/h']
  expect(pieces.inputs.map(({ name }) => name)).toEqual(['readings', ...names])
  expect(pieces.inputs.map(({ shape }) => shape)).toEqual([
    ['batch', null, features],
    ['batch', 4],
    ['batch', 4],
    ['batch', 3],
    ['batch', 2],
  ])
  expect(pieces.outputs.map(({ name }) => name)).toEqual(['dense', ...names.map((name) => `${name}:next`)])
  let states: Record<string, Tensor> = Object.fromEntries(
    [4, 4, 3, 2].map((units, i) => [
      names[i] as string,
      new Tensor(new Float32Array(rows * units), [rows, units], 'float32'),
    ]),
  )
  let last: Tensor | undefined
  for (const [from, to] of [
    [0, 4],
    [4, 5],
    [5, 9],
  ] as const) {
    const results = await pieces.run({ readings: series(from, to), ...states })
    last = results.dense
    states = Object.fromEntries(names.map((name) => [name, results[`${name}:next`] as Tensor]))
  }
  expect(distance(numbers(last as Tensor), numbers(whole))).toBeLessThan(1e-6)
})

test('what cannot go on from states says so', async () => {
  await using dense = await sequential(input([3]))
    .dense(1)
    .compile({ loss: 'mse' })
  expect(() => dense.exportInference({ states: true })).toThrow(
    'exportInference: states: true needs a recurrent layer, such as lstm(64); the model has none',
  )
  expect(() => dense.exportInference({ states: [] as never })).toThrow('states must be true or false')
})

const wholeSeries = {
  'gru (gru)': sequential(input([null, 1]))
    .gru(2, { goBackwards: true, returnSequences: true })
    .lstm(1),
  'bidirectional (bidirectional)': sequential(input([null, 1]))
    .bidirectional(lstm(2, { returnSequences: true }))
    .lstm(1),
  'conv1d (conv1d)': sequential(input([null, 1]))
    .conv1d(2, 3)
    .lstm(1),
  'pool (maxPooling1d)': sequential(input([null, 1]))
    .lstm(2, { returnSequences: true })
    .maxPooling1d(2, { name: 'pool' }),
  'multi_head_attention (multiHeadAttention)': sequential(input([null, 1]))
    .lstm(2, { returnSequences: true })
    .multiHeadAttention(1, 2),
  'parts (dense)': sequential(input([null, 1]))
    .lstm(2, { returnSequences: true })
    .dense(3, { activation: activations.softmax({ axis: 1 }), name: 'parts' }),
  'activation (activation)': sequential(input([null, 1]))
    .activation(activations.logSoftmax({ axis: -2 }))
    .lstm(2),
  'look (attention)': sequential(input([null, 1]))
    .attention({ name: 'look', useScale: true })
    .lstm(2),
}

test.each(Object.entries(wholeSeries))('%s cannot take a series in pieces', async (layer, chain) => {
  await using trainer = await compile(chain, { loss: 'mse' })
  expect(() => trainer.exportInference({ states: true })).toThrow(
    `exportInference: states: true needs layers that take a series step by step, but ${layer} sees all of it at once`,
  )
})

const readings = input([null, 2])
const last = lstm(2)(readings)
const beside = {
  lstm_1: network({ inputs: readings, outputs: [last, lstm(2)(readings)] }),
  mean: network({ inputs: readings, outputs: add(last, mean(readings, { axis: 1 })) }),
}

test.each(Object.entries(beside))(
  '%s beside the last step, which would see one piece only, is refused',
  async (name, branched) => {
    await using trainer = await compile(branched, { loss: 'mse' })
    expect(() => trainer.exportInference({ states: true })).toThrow(
      new TypeError(`exportInference: states: true needs layers one after the other, but ${name} has another input`),
    )
  },
)

test('behind the last step there may be branches', async () => {
  const h = lstm(2, { returnSequences: true })(readings)
  const end = lstm(2)(h)
  await using trainer = await compile(network({ inputs: readings, outputs: [h, add(dense(2)(end), end)] }), {
    loss: 'mse',
  })
  const { outputs } = trainer.exportInference({ states: true })
  expect(outputs.map(({ name }) => name).slice(0, 2)).toEqual(['lstm', 'add'])
})

test('after the last step anything may follow, and states that the model gives anyway have one name', async () => {
  const chain = sequential(input([4], { dtype: 'int32' }))
    .embedding(5, 2, { maskZero: true })
    .timeDistributed(dense(3))
    .batchNormalization()
    .lstm(2, { returnSequences: true })
    .gru(3)
    .reshape([3, 1])
    .conv1d(2, 2)
    .flatten()
    .repeatVector(2)
    .lstm(2, { returnState: true })
  await using trainer = await compile(chain, { loss: 'mse' })
  const states = ['lstm/h', 'lstm/c', 'gru/h']
  const { inputs, outputs } = trainer.exportInference({ states: true })
  expect(inputs.map(({ name }) => name)).toEqual(['input', ...states])
  expect(outputs.map(({ name }) => name)).toEqual([
    'lstm_1',
    'lstm_1/h',
    'lstm_1/c',
    ...states.map((name) => `${name}:next`),
  ])
})

test('a layer that repeats the last step starts anew in every piece', async () => {
  const chain = sequential(input([null, features], { name: 'readings' }))
    .lstm(3)
    .repeatVector(4)
    .lstm(2)
  await using trainer = await chain.compile({ loss: 'mse', seed: 1 })
  const whole = await trainer.predict(series(0, 6))
  await using pieces = await loadModel(trainer.exportInference({ states: true }).model)
  const zeros = (): Tensor => new Tensor(new Float32Array(rows * 3), [rows, 3], 'float32')
  const first = await pieces.run({ readings: series(0, 2), 'lstm/h': zeros(), 'lstm/c': zeros() })
  const [h, c] = ['lstm/h:next', 'lstm/c:next'].map((name) => first[name] as Tensor) as [Tensor, Tensor]
  const last = await pieces.run({ readings: series(2, 6), 'lstm/h': h, 'lstm/c': c })
  expect(distance(numbers(last['lstm_1'] as Tensor), numbers(whole))).toBeLessThan(1e-6)
})
