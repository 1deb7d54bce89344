import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DivergenceError } from '../../src/runtime/finite.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

const { x, y } = regressionData(30)
let trainer: Trainer

beforeEach(async () => {
  trainer = await Trainer.create(linearProgram(), { threads: 1 })
})

afterEach(() => trainer.release())

describe('trainOnBatch', () => {
  it('takes the steps of fit', async () => {
    await using other = await Trainer.create(linearProgram(), { threads: 1 })
    const wanted: number[] = []
    for (const [start, end] of [
      [0, 7],
      [7, 20],
      [20, 30],
    ] as const) {
      const [ownX, ownY] = [x.slice(start, end), y.slice(start, end)]
      const { history } = await other.fit(ownX, ownY, { shuffle: false, verbose: 0, batchSize: end - start })
      const logs = await trainer.trainOnBatch(ownX, ownY)
      expect(Object.keys(logs)).toEqual(['loss', 'mae', 'draw'])
      wanted.push(history.loss[0] as number)
      expect(logs.loss).toBe(wanted.at(-1))
    }
    expect(trainer.weights()).toEqual(other.weights())
  })

  it('takes turns with itself, and refuses to step amid a fit', async () => {
    await using other = await Trainer.create(linearProgram(), { threads: 1 })
    for (let i = 0; i < 3; i++) await other.trainOnBatch(x, y)
    const all = Promise.all([trainer.trainOnBatch(x, y), trainer.trainOnBatch(x, y), trainer.trainOnBatch(x, y)])
    await expect(trainer.fit(x, y)).rejects.toThrow('fit: a trainOnBatch is still running on this trainer; await it')
    await all
    expect(trainer.weights()).toEqual(other.weights())
    const amid = { onTrainBatchEnd: async () => void (await trainer.trainOnBatch(x, y)) }
    await expect(trainer.fit(x, y, { callbacks: [amid], verbose: 0 })).rejects.toThrow(
      'trainOnBatch: a fit is still running on this trainer; await it first',
    )
    await trainer.trainOnBatch(x, y)
  })

  it('leaves the state as it was where the loss is not finite', async () => {
    trainer.learningRate = 3e38
    await trainer.trainOnBatch(x, y)
    const kept = trainer.weights()
    const step = trainer.trainOnBatch(x, y)
    await expect(step).rejects.toThrow(/^trainOnBatch: the loss is (NaN|-?Infinity) at step 2/)
    await expect(step).rejects.toBeInstanceOf(DivergenceError)
    expect(trainer.weights()).toEqual(kept)
  })

  it.each([
    [() => trainer.trainOnBatch(x, y.slice(0, 3) as never), 'trainOnBatch: '],
    [() => trainer.trainOnBatch(x, y, { sampleWeights: 1 } as never), 'trainOnBatch: unknown option sampleWeights'],
    [() => trainer.testOnBatch(x, y, { classWeight: {} } as never), 'testOnBatch: unknown option classWeight'],
    [() => trainer.predictOnBatch(tensor([[1, 2]]) as never), 'predictOnBatch: '],
    [
      () => trainer.trainOnBatch(x, y, { classWeight: { 0: 1 }, sampleWeight: tensor(new Float32Array(30), [30]) }),
      'trainOnBatch: give classWeight or sampleWeight, not both',
    ],
  ])('%s is refused', async (call, sentence) => {
    await expect(call()).rejects.toThrow(sentence)
  })
})

it('testOnBatch and predictOnBatch are evaluate and predict in one run', async () => {
  expect(await trainer.testOnBatch(x, y)).toEqual(await trainer.evaluate(x, y, { batchSize: 30 }))
  expect(await trainer.predictOnBatch(x)).toEqual(await trainer.predict(x, { batchSize: 30 }))
})

describe('predictions one after the other', () => {
  const rowsOf = (from: number, to: number) => x.slice(from, to)

  it('are of their own rows, however many, and each has its own result', async () => {
    const all = await trainer.predict(x, { batchSize: 4 })
    const parts = [
      [0, 4],
      [4, 8],
      [8, 9],
      [9, 30],
      [0, 2],
    ] as const
    const results: Tensor[] = []
    for (const [from, to] of parts) results.push(await trainer.predictOnBatch(rowsOf(from, to)))
    const together = await Promise.all(parts.map(([from, to]) => trainer.predictOnBatch(rowsOf(from, to))))
    for (const [i, [from, to]] of parts.entries()) {
      expect(results[i]).toEqual(all.slice(from, to))
      // by then a graph that holds the weights may predict
      for (const [at, value] of (together[i] as Tensor).data.entries()) {
        expect(value).toBeCloseTo(results[i]?.data[at] as number, 6)
      }
    }
  })

  it('leave the data alone, and see what they hold at each call', async () => {
    const own = tensor(rowsOf(0, 2).data.slice(), [2, 3])
    const first = await trainer.predictOnBatch(own)
    own.data.set(rowsOf(2, 4).data as never)
    const second = await trainer.predictOnBatch(own)
    expect(own.data).toEqual(rowsOf(2, 4).data)
    expect(first).toEqual(await trainer.predictOnBatch(rowsOf(0, 2)))
    expect(second).toEqual(await trainer.predictOnBatch(rowsOf(2, 4)))
    const shared = new Float32Array(new SharedArrayBuffer(24))
    shared.set(rowsOf(2, 4).data as never)
    expect(await trainer.predictOnBatch(tensor(shared as never, [2, 3]))).toEqual(second)
    expect(await trainer.predictOnBatch(tensor(Float64Array.from(shared), [2, 3]) as never)).toEqual(second)
  })

  it('are checked each, after others of the same shape and before', async () => {
    const changing = { data: new Float32Array(6), shape: [2, 3], dtype: 'float32' }
    await trainer.predictOnBatch(changing as never)
    changing.data[4] = Number.NaN
    await expect(trainer.predictOnBatch(changing as never)).rejects.toThrow('predictOnBatch: x holds NaN in row 1')
    changing.data[4] = 0
    changing.shape.splice(0, 2, 3, 2)
    const sentence = "predictOnBatch: x has samples of shape [2], but the model's input is [3]"
    for (let i = 0; i < 2; i++) await expect(trainer.predictOnBatch(changing as never)).rejects.toThrow(sentence)
    changing.shape.splice(0, 2, 2, 3)
    await trainer.predictOnBatch(changing as never)
  })

  it('end with the reason of a signal', async () => {
    const reason = new Error('enough')
    const predicting = trainer.predict(x, { batchSize: 30, signal: AbortSignal.abort(reason) })
    await expect(predicting).rejects.toBe(reason)
    await trainer.predictOnBatch(x)
  })
})
