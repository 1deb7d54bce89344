import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  DivergenceError,
  earlyStopping,
  input,
  sequential,
  sgd,
  type Tensor,
  tensor,
  tensorBoard,
} from '../../../src/index.js'
import { RuntimeThread } from '../../../src/runtime/runtime-thread.js'
import { readTensors } from '../../../src/runtime/safetensors.js'

/* Weights and optimizer state stay in the thread of the steps: bringing those of a large model home keeps the event loop. */

const home = vi.spyOn(RuntimeThread.prototype, 'bringHome')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-staying-'))
  home.mockClear()
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const x = tensor(
  Float32Array.from({ length: 64 * 8 }, (_, i) => Math.sin(i)),
  [64, 8],
) as Tensor<[64, 8]>
const y = tensor(
  Float32Array.from({ length: 64 }, (_, i) => Math.cos(i)),
  [64, 1],
) as Tensor<[64, 1]>
const settings = { verbose: 0, batchSize: 16, epochs: 2 } as const

const doubled = (data: ArrayLike<number | bigint>) =>
  Float32Array.from({ length: data.length }, (_, i) => 2 * Number(data[i]))

const compiled = (learningRate = 0.01) =>
  sequential(input([8]))
    .dense(16, { activation: 'tanh' })
    .dense(1)
    .compile({ optimizer: sgd({ learningRate, momentum: 0.9 }), loss: 'mse', seed: 3, threads: 1 })

it('while fit looks at them after each epoch, and while they are saved', async () => {
  await using trainer = await compiled()
  const path = join(folder, 'state')
  await trainer.fit(x, y, settings)
  await trainer.saveState(path)
  await trainer.fit(x, y, settings)
  await trainer.saveWeights(join(folder, 'weights'))
  expect(home).not.toHaveBeenCalled()
  expect((await readTensors(join(folder, 'weights'))).tensors).toEqual(new Map([...trainer.weights()].sort()))
  await using other = await compiled()
  await other.loadState(path)
  await other.fit(x, y, settings)
  expect(other.weights()).toEqual(trainer.weights())
})

it('while the best of a run are kept, and put back, and while their histograms are written', async () => {
  await using trainer = await compiled()
  const best = earlyStopping({ monitor: 'loss', mode: 'max', patience: 9, restoreBestWeights: true })
  const histograms = tensorBoard(join(folder, 'logs'), { histogramFreq: 1, writeGraph: false })
  const first = join(folder, 'first')
  const note = { onEpochEnd: (epoch: number) => (epoch === 0 ? trainer.saveWeights(first) : undefined) }
  await trainer.fit(x, y, { ...settings, epochs: 3, callbacks: [note, best, histograms] })
  expect(home).not.toHaveBeenCalled()
  expect((await readTensors(first)).tensors).toEqual(new Map([...trainer.weights()].sort()))
})

it('those that are read come home alone, together', async () => {
  await using trainer = await compiled()
  await trainer.fit(x, y, settings)
  const names = [...trainer.weights().keys()]
  expect(home.mock.calls.map(([tensors]) => tensors.length)).toEqual([names.length])
})

it('those that are replaced do not come home before', async () => {
  await using trainer = await compiled()
  const first = trainer.weights()
  await trainer.fit(x, y, settings)
  const trained = (await trainer.predict(x)).data.slice()
  home.mockClear()
  const changed = new Map([...first].map(([name, one]) => [name, { ...one, data: doubled(one.data) }]))
  await trainer.setWeights(changed)
  expect(home).not.toHaveBeenCalled()
  expect(trainer.weights()).toEqual(changed)
  expect((await trainer.predict(x)).data).not.toEqual(trained)
  await trainer.setWeights(first)
  await trainer.fit(x, y, settings)
  expect(trainer.weights()).not.toEqual(first)
})

it('the first that is not finite is found there, and named', async () => {
  await using trainer = await compiled(1e38)
  const far = tensor(
    Float32Array.from({ length: 64 }, (_, i) => 1000 * Math.cos(i)),
    [64, 1],
  )
  // the one step of the epoch leaves weights that no loss tells of
  const error = await trainer.fit(x, far, { ...settings, batchSize: 64 }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DivergenceError)
  expect(String(error)).toMatch(/fit: weight dense\/kernel holds -?Infinity \(element \d+ of 128\) after epoch 1/)
})

it('saving waits for the run that goes on', async () => {
  await using trainer = await compiled()
  await trainer.fit(x, y, settings)
  const before = trainer.weights()
  const order: string[] = []
  const training = trainer.trainOnBatch(x, y).then(() => order.push('step'))
  await trainer.saveWeights(join(folder, 'weights')).then(() => order.push('saved'))
  await training
  expect(order).toEqual(['step', 'saved'])
  const { tensors } = await readTensors(join(folder, 'weights'))
  expect(tensors.get('dense/kernel')).not.toEqual(before.get('dense/kernel'))
  expect(tensors.get('dense/kernel')).toEqual(trainer.weights().get('dense/kernel'))
})
