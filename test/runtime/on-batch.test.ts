import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DivergenceError } from '../../src/runtime/finite.js'
import { tensor } from '../../src/runtime/tensor.js'
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
