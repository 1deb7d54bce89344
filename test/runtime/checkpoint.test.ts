import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readTensors } from '../../src/runtime/safetensors.js'
import { Trainer } from '../../src/runtime/trainer.js'
import type { TrainerOptions } from '../../src/runtime/trainer-options.js'
import { regressionData } from './linear-data.js'
import { type LinearOptions, linearProgram } from './linear-program.js'
import { decoded, encoded } from './tensor-file.js'

const { x, y } = regressionData(50)
const quiet = { verbose: 0, batchSize: 8 } as const
const open: Trainer[] = []
let folder: string
let path: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
  path = join(folder, 'file.safetensors')
})

afterEach(async () => {
  for (const trainer of open.splice(0)) await trainer.release()
})

afterAll(() => rm(folder, { recursive: true }))

const makeTrainer = async (options: TrainerOptions = {}, program: LinearOptions = {}) => {
  const trainer = await Trainer.create(linearProgram(program), { threads: 1, ...options })
  open.push(trainer)
  return trainer
}

describe('one seed', () => {
  it('gives the same bits on every run', async () => {
    const runs = []
    for (const seed of [3, 3, 4]) {
      const trainer = await makeTrainer({ seed })
      const { history } = await trainer.fit(x, y, { ...quiet, epochs: 3 })
      runs.push({ history, weights: trainer.weights(), predicted: (await trainer.predict(x)).data })
    }
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).not.toEqual(runs[0])
  })

  it('orders the rows anew each epoch', async () => {
    const trainer = await makeTrainer()
    trainer.learningRate = 0
    const losses: number[] = []
    const note = {
      onTrainBatchEnd: (batch: number, logs: Record<string, number>) =>
        void (batch === 0 && losses.push(logs['loss'] as number)),
    }
    await trainer.fit(x, y, { ...quiet, epochs: 4, callbacks: [note] })
    expect(new Set(losses).size).toBe(4)
    losses.length = 0
    await trainer.fit(x, y, { ...quiet, epochs: 4, shuffle: false, callbacks: [note] })
    expect(new Set(losses).size).toBe(1)
  })
})

describe('weights', () => {
  it('are copies, and can be set', async () => {
    const trainer = await makeTrainer()
    const first = trainer.weights()
    expect([...first.keys()]).toEqual(['linear/kernel', 'linear/bias'])
    await trainer.fit(x, y, quiet)
    expect(trainer.weights()).not.toEqual(first)
    await trainer.setWeights(first)
    expect(trainer.weights()).toEqual(first)
  })

  it('go through a file', async () => {
    const trainer = await makeTrainer()
    await trainer.fit(x, y, quiet)
    await trainer.saveWeights(path)
    const other = await makeTrainer({ seed: 9 })
    await other.loadWeights(path)
    expect(other.weights()).toEqual(trainer.weights())
    expect((await other.predict(x)).data).toEqual((await trainer.predict(x)).data)
    expect((await readTensors(path)).metadata).toEqual({ format: 'tenon-weights' })
  })

  it('of another model are rejected, saying which tensors differ', async () => {
    await (await makeTrainer({}, { features: 5 })).saveWeights(path)
    const trainer = await makeTrainer()
    const before = trainer.weights()
    await expect(trainer.loadWeights(path)).rejects.toThrow(
      `${path} does not fit the model: linear/kernel is float32 [5, 1], expected float32 [3, 1]`,
    )
    const others = new Map(
      [...Array(9).keys()].map((i) => [
        `other_${i}`,
        { dtype: 'float32', shape: [1], data: new Float32Array(1) } as const,
      ]),
    )
    await writeFile(path, encoded({ tensors: others, metadata: {} }))
    await expect(trainer.loadWeights(path)).rejects.toThrow(
      'linear/kernel is missing (expected float32 [3, 1]); linear/bias is missing (expected float32 [1]); other_0 float32 [1] is not in the model; other_1 float32 [1] is not in the model; other_2 float32 [1] is not in the model; other_3 float32 [1] is not in the model; and 5 more',
    )
    await expect(trainer.setWeights(others)).rejects.toThrow(
      'setWeights does not fit the model: linear/kernel is missing',
    )
    await expect(trainer.setWeights(new Map([['linear/kernel', [1, 2] as never]]))).rejects.toThrow(
      'setWeights: linear/kernel must be a tensor',
    )
    expect(trainer.weights()).toEqual(before)
  })

  it('of another model are refused at once, whatever runs', async () => {
    const trainer = await makeTrainer()
    const own = trainer.weights()
    const zeros = new Map(
      [...own].map(([name, { data, ...rest }]) => [name, { ...rest, data: data.slice().fill(0 as never) }]),
    )
    let goOn = () => {}
    const running = await new Promise<{ evaluation: Promise<unknown> }>((resolve) => {
      const evaluation = trainer.evaluate(x, y, {
        batchSize: 50,
        callbacks: [
          {
            onTestBatchEnd: () =>
              new Promise<void>((end) => {
                goOn = end
                resolve({ evaluation })
              }),
          },
        ],
      })
    })
    own.delete('linear/bias')
    await expect(trainer.setWeights(own)).rejects.toThrow('setWeights does not fit the model: linear/bias is missing')
    // what fits has its turn before what is asked for later
    const set = trainer.setWeights(zeros as never)
    const predicted = trainer.predict(x)
    goOn()
    await Promise.all([running.evaluation, set])
    expect(new Set((await predicted).data)).toEqual(new Set([0]))
  })

  it('are not read from a state, nor the other way round', async () => {
    const trainer = await makeTrainer()
    await trainer.saveState(path)
    await expect(trainer.loadWeights(path)).rejects.toThrow(
      "holds a training state, with the optimizer's; use loadState",
    )
    await trainer.saveWeights(path)
    await expect(trainer.loadState(path)).rejects.toThrow(
      'does not hold a training state; for weights alone use loadWeights',
    )
  })
})

describe('a training state', () => {
  it('goes on, bit for bit, as if training had never stopped', async () => {
    const whole = await makeTrainer({ seed: 5 })
    const wanted = await whole.fit(x, y, { ...quiet, epochs: 5 })
    const first = await makeTrainer({ seed: 5 })
    const begun = await first.fit(x, y, { ...quiet, epochs: 2 })
    first.learningRate = 0.1
    await first.saveState(path)
    // of another seed: the file's goes on
    const second = await makeTrainer({ seed: 6 }, { learningRate: 0.7 })
    await second.loadState(path)
    expect(second.seed).toBe(5)
    expect(second.learningRate).toBe(0.1)
    const ended = await second.fit(x, y, { ...quiet, epochs: 5, initialEpoch: 2 })
    expect([...begun.history.loss, ...ended.history.loss]).toEqual(wanted.history.loss)
    expect([...(begun.history['draw'] ?? []), ...(ended.history['draw'] ?? [])]).toEqual(wanted.history['draw'])
    expect(second.weights()).toEqual(whole.weights())
  })

  it('may be saved by a callback at the end of an epoch', async () => {
    const whole = await makeTrainer()
    await whole.fit(x, y, {
      ...quiet,
      epochs: 3,
      callbacks: [{ onEpochEnd: (epoch) => (epoch === 0 ? whole.saveState(path) : undefined) }],
    })
    const resumed = await makeTrainer({ seed: 1 })
    await resumed.loadState(path)
    await resumed.fit(x, y, { ...quiet, epochs: 3, initialEpoch: 1 })
    expect(resumed.weights()).toEqual(whole.weights())
  })

  it('of another model is rejected', async () => {
    await (await makeTrainer({}, { units: 2 })).saveState(path)
    await expect((await makeTrainer()).loadState(path)).rejects.toThrow(
      /does not fit the model: linear\/kernel is float32 \[3, 2\], expected float32 \[3, 1\]; .*sgd\/momentum\/linear\/kernel/,
    )
  })

  it.each([
    ['seed', '0.5'],
    ['epochs', '-1'],
    ['learningRate', ''],
    ['learningRate', undefined],
  ])('whose %s is %j is damaged', async (key, text) => {
    const trainer = await makeTrainer()
    await trainer.saveState(path)
    const { tensors, metadata } = await readTensors(path)
    const spoilt: Record<string, string> = { ...metadata }
    delete spoilt[key]
    if (text !== undefined) spoilt[key] = text
    await writeFile(path, encoded({ tensors, metadata: spoilt }))
    await expect(trainer.loadState(path)).rejects.toThrow(`${path} is damaged: its ${key} is ${JSON.stringify(text)}`)
  })

  it('holds everything in one file that others read', async () => {
    const trainer = await makeTrainer({ seed: -3 })
    await trainer.fit(x, y, { ...quiet, epochs: 2 })
    await trainer.saveState(path)
    const { readFile } = await import('node:fs/promises')
    const { tensors, metadata } = decoded(await readFile(path), path)
    expect(metadata).toEqual({ format: 'tenon-state', seed: '-3', learningRate: '0.1', epochs: '2' })
    expect([...tensors.keys()].sort()).toEqual([
      'iterations',
      'linear/bias',
      'linear/kernel',
      'sgd/momentum/linear/bias',
      'sgd/momentum/linear/kernel',
    ])
    expect(tensors.get('iterations')?.data).toEqual(BigInt64Array.of(14n))
  })
})
