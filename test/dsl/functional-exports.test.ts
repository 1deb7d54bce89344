import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { readModel } from '../../src/codegen/onnx/read.js'
import { emitClient } from '../../src/codegen/typescript/client.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense, dropout, embedding, globalAveragePooling1d, lstm } from '../../src/dsl/layers/index.js'
import { add, concatenate } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { Tensor, tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import { distance, numbers } from '../support/evaluate.js'
import { compilerErrors, typescriptFolder } from '../support/typescript-folder.js'

/* A model of two inputs and three outputs, with shared layers and models within: its files, its summary, its parts. */

const rows = 8
const wave = (...shape: number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(0.7 * i)),
    shape,
    'float32',
  )
const xs = {
  text: tensor(
    Int32Array.from({ length: rows * 6 }, (_, i) => (i % 6 > 3 ? 0 : 1 + ((i * 5) % 8))),
    [rows, 6],
  ),
  numbers: wave(rows, 3),
}
const ys = { score: wave(rows, 2), kind: tensor(Int32Array.from({ length: rows }, (_, i) => i % 3)) }
const weights = { kind: tensor(Float32Array.from({ length: rows }, (_, i) => 0.5 + i)) }

const text = input([6], { dtype: 'int32' })
const figures = input([3])
const words = globalAveragePooling1d()(embedding(9, 4, { maskZero: true })(text))
const encoder = sequential(input([4]))
  .dense(4, { activation: 'tanh' })
  .batchNormalization()
const m = input([4])
const mixer = model({ inputs: m, outputs: add(m, dense(4)(m)), name: 'mixer' })
const joint = concatenate([mixer(encoder(words)), encoder(words), figures])
const shared = dense(11)
const twice = dropout(0.2)(add(shared(shared(joint)), joint))
const score = dense(2)(twice)
const kind = dense(3, { activation: 'softmax' })(twice)
const network = model({ inputs: { text, numbers: figures }, outputs: { score, kind, words } })
const compiled = (threads = 1) =>
  network.compile({
    loss: { score: 'mse', kind: 'sparseCategoricalCrossentropy' },
    metrics: { kind: ['accuracy'] },
    seed: 3,
    threads,
  })

test('the summary says what each layer comes from', () => {
  expect(`\n${network.summary()}`).toBe(`
┌───────────────────────────────────────────────────┬───────────────┬─────────┬────────────────────────────┐
│ Layer (type)                                      │ Output shape  │ Param # │ Connected to               │
├───────────────────────────────────────────────────┼───────────────┼─────────┼────────────────────────────┤
│ text (input)                                      │ [batch, 6]    │       0 │                            │
│ numbers (input)                                   │ [batch, 3]    │       0 │                            │
│ embedding (embedding)                             │ [batch, 6, 4] │      36 │ text                       │
│ global_average_pooling1d (globalAveragePooling1d) │ [batch, 4]    │       0 │ embedding                  │
│ sequential (Sequential)                           │ [batch, 4]    │      36 │ global_average_pooling1d   │
│ mixer (Functional)                                │ [batch, 4]    │      20 │ sequential                 │
│ concatenate (concatenate)                         │ [batch, 11]   │       0 │ mixer, sequential, numbers │
│ dense (dense)                                     │ [batch, 11]   │     132 │ concatenate                │
│ dense/call_2 (dense)                              │ [batch, 11]   │       0 │ dense                      │
│ add (add)                                         │ [batch, 11]   │       0 │ dense/call_2, concatenate  │
│ dropout (dropout)                                 │ [batch, 11]   │       0 │ add                        │
│ dense_1 (dense)                                   │ [batch, 2]    │      24 │ dropout                    │
│ dense_2 (dense)                                   │ [batch, 3]    │      36 │ dropout                    │
└───────────────────────────────────────────────────┴───────────────┴─────────┴────────────────────────────┘
Total params: 284
Trainable params: 276
Non-trainable params: 8`)
})

test('files have the names of the user', async () => {
  await using trainer = await compiled()
  const names = (tensors: readonly { readonly name: string }[]) => tensors.map(({ name }) => name)
  const inference = await readModel(trainer.exportInference().model, 'inference')
  expect([names(inference.inputs), names(inference.outputs)]).toEqual([
    ['text', 'numbers'],
    ['score', 'kind', 'words'],
  ])
  const outputs = ['loss', 'score_loss', 'kind_loss', 'kind_accuracy']
  const targets = ['score:target', 'kind:target']
  const evaluation = await readModel(trainer.exportEvaluation({ sampleWeight: true }).model, 'evaluation')
  expect(names(evaluation.inputs)).toEqual(['text', 'numbers', ...targets, 'score:sample_weight', 'kind:sample_weight'])
  expect(names(evaluation.outputs)).toEqual(outputs)
  const training = await readModel(trainer.exportTraining().model, 'training')
  expect(names(training.inputs)).toEqual(['text', 'numbers', ...targets, 'learning_rate', 'seed'])
  expect(names(training.outputs).slice(0, 4)).toEqual(outputs)
  const described = names(training.defaults).filter((name) => !name.startsWith('rmsprop/'))
  expect(described).toEqual(['iterations', ...trainer.weights().keys()])
})

test('files say in another session what the trainer says', async () => {
  await using trainer = await compiled()
  await trainer.fit(xs, ys, { epochs: 2, batchSize: 4, verbose: 0 })
  await using inference = await loadModel(trainer.exportInference().model)
  const predicted = await trainer.predict(xs)
  const loaded = await inference.run(xs)
  for (const name of ['score', 'kind', 'words'] as const)
    expect(distance(numbers(loaded[name] as Tensor), numbers(predicted[name]))).toBeLessThan(1e-6)

  const targets = { 'score:target': ys.score, 'kind:target': ys.kind }
  const all = {
    ...xs,
    ...targets,
    'score:sample_weight': tensor(new Float32Array(rows).fill(1)),
    'kind:sample_weight': weights.kind,
  }
  await using evaluation = await loadModel(trainer.exportEvaluation({ sampleWeight: true }).model)
  const found = await evaluation.run(all)
  const evaluated = await trainer.evaluate(xs, ys, { sampleWeight: weights })
  for (const [name, value] of Object.entries(evaluated)) expect(numbers(found[name] as Tensor)[0]).toBeCloseTo(value, 5)
})

test('the training file trains as fit does', async () => {
  await using trainer = await compiled()
  const file = trainer.exportTraining({ state: 'inputs' })
  await using loaded = await loadModel(file.model, { threads: 1 })
  const own = trainer.weights()
  const state = file.inputs.slice(6).map(({ name, dtype, shape }) => {
    const size = (shape as number[]).reduce((a, b) => a * b, 1)
    const zeros = dtype === 'int64' ? new BigInt64Array(size) : new Float32Array(size)
    return [name, new Tensor(own.get(name)?.data ?? zeros, shape as number[], dtype)] as const
  })
  const settings = { learning_rate: tensor(Float32Array.of(0.001), []), seed: tensor(Int32Array.of(3), []) }
  const targets = { 'score:target': ys.score, 'kind:target': ys.kind }
  const results = await loaded.run({ ...xs, ...targets, ...settings, ...Object.fromEntries(state) })
  const { history } = await trainer.fit(xs, ys, { shuffle: false, verbose: 0 })
  for (const [name, [value]] of Object.entries(history)) expect(numbers(results[name] as Tensor)).toEqual([value])
  for (const [name, weight] of trainer.weights())
    expect(numbers(results[`${name}:next`] as Tensor)).toEqual(numbers(weight))
})

test('a typed client takes and gives all by name', async () => {
  await using trainer = await compiled()
  const { model: bytes } = trainer.exportInference()
  const options = { modelFile: './model.onnx', importFrom: './tenon.js' }
  const wrong = `import { load } from './client.js'
import { type Tensor, tensor } from './tenon.js'
const client = await load()
const numbers = tensor(new Float32Array(6), [2, 3])
const { score } = await client.predict({ text: tensor(new Int32Array(12), [2, 6]), numbers })
export const result: Tensor<[2, 2], 'float32'> = score
await client.predict({ text: tensor(new Int32Array(10), [2, 5]), numbers })
await client.predict({ numbers })
`
  const folder = typescriptFolder({
    'client.ts': await emitClient(await readModel(bytes, 'model.onnx'), options),
    'use.ts': wrong,
    'model.onnx': bytes,
  })
  expect(Object.keys(compilerErrors(folder))).toEqual(['use.ts:7 TS2375', 'use.ts:8 TS2741'])
  const client = await (await import(join(folder, 'client.ts'))).load()
  const predicted = await trainer.predict(xs)
  const { score: own } = await client.predict(xs)
  expect(distance(numbers(own), numbers(predicted.score))).toBeLessThan(1e-6)
  await client.release()
  rmSync(folder, { recursive: true })
})

const trained = async (threads: number) => {
  await using trainer = await compiled(threads)
  await trainer.fit(xs, ys, { epochs: 3, batchSize: 4, verbose: 0 })
  return [...trainer.weights()].map(([name, weight]) => [name, numbers(weight)])
}

test('the same seed gives the same weights, bit for bit, with one thread and with two', async () => {
  const once = await trained(1)
  expect(await trained(1)).toEqual(once)
  expect(await trained(2)).toEqual(once)
})

test('a part of a model has its weights, and gives what the whole gives there', async () => {
  await using whole = await compiled()
  const head = model({ inputs: { text, numbers: figures }, outputs: joint })
  const tail = model({ inputs: joint, outputs: [score, kind] })
  expect(head.countParams() + tail.countParams()).toBe(network.countParams())
  const own = whole.weights()
  const part = async (of: Promise<Trainer>) => {
    const trainer = await of
    await trainer.setWeights(new Map([...trainer.weights().keys()].map((name) => [name, own.get(name) as TensorData])))
    return trainer
  }
  await using front = await part(head.compile({ loss: 'mse' }))
  await using back = await part(tail.compile({ loss: 'mse' }))
  const [end] = (await back.predict(await front.predict(xs))) as unknown as Tensor[]
  expect(distance(numbers(end as Tensor), numbers((await whole.predict(xs)).score))).toBeLessThan(1e-6)
})

test('states that are given are not asked for', async () => {
  const [x, h, c] = [input([3, 2]), input([4]), input([4])]
  const cell = model({ inputs: { x, h, c }, outputs: lstm(4)(x, { initialState: [h, c] }) })
  await using trainer = await cell.compile({ loss: 'mse' })
  expect(() => trainer.exportInference({ states: true })).toThrow(
    'exportInference: states: true needs layers one after the other, but lstm has another input',
  )
})
