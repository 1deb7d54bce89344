import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  backupAndRestore,
  type Callback,
  type Dataset,
  fromGenerator,
  fromTensors,
  InterruptedError,
  learningRateScheduler,
} from '../../../src/index.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

const { x, y } = regressionData(40)
const [vx, vy] = [x.slice(0, 14), y.slice(0, 14)]
const open: Trainer[] = []
let folder: string

/** The second process has another seed and has taken no epoch: both come back. */
const makeTrainer = async (seed = 3) => {
  const trainer = await Trainer.create(linearProgram(), { threads: 1, seed })
  open.push(trainer)
  return trainer
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tenon-stream-backup-')), 'backup')
})

afterEach(async () => {
  for (const trainer of open.splice(0)) await trainer.release()
  await rm(join(folder, '..'), { recursive: true })
})

/** Fails after so many steps. */
const failing = (steps: number): Callback => ({
  onTrainBatchEnd: (_, __, run) => {
    if (run.iterations === steps) throw new Error('the power is off')
  },
})

/** Rows that do not tell how many they are. */
const generated = (): Dataset<[number, number], [number, number]> =>
  fromGenerator(async function* ({ epoch }) {
    for (let start = 0; start < 40; start += 10) {
      const at = (start + 10 * epoch) % 40
      yield [x.slice(at, at + 10), y.slice(at, at + 10)] as const
    }
  }) as never

const shuffled = () => fromTensors(x, y).shuffle(15).batch(10).prefetch(2)
const settings = { verbose: 0, epochs: 5, validationData: fromTensors(vx, vy).batch(4) } as const

it.each([
  ['in memory', () => shuffled(), {}],
  ['of a generator', () => generated(), {}],
  ['in epochs of three steps, amid passes of four', () => shuffled(), { stepsPerEpoch: 3 }],
  ['of a generator in epochs of six steps', () => generated(), { stepsPerEpoch: 6 }],
  ['repeated without end', () => shuffled().repeat(), { stepsPerEpoch: 3 }],
  ['with validation amid passes', () => shuffled(), { stepsPerEpoch: 3, validationSteps: 3 }],
  ['gathered by fit', () => generated(), { batchSize: 7 }],
] as const)('a run on a dataset goes on bit for bit: %s', async (_, dataset, options) => {
  const whole = await makeTrainer()
  const wanted = await whole.fit(dataset(), { ...settings, ...options })
  for (const saveFreq of ['epoch', 1, 3] as const) {
    for (const steps of [7, 9, 12]) {
      const backup = () => backupAndRestore(folder, { saveFreq })
      const first = (await makeTrainer()).fit(dataset(), {
        ...settings,
        ...options,
        callbacks: [failing(steps), backup()],
      })
      await expect(first).rejects.toThrow('the power is off')
      const second = await makeTrainer(8)
      const { epoch, history } = await second.fit(dataset(), { ...settings, ...options, callbacks: [{}, backup()] })
      expect(epoch.at(-1)).toBe(4)
      expect(history.loss).toEqual(wanted.history.loss.slice(epoch[0]))
      expect(history['val_loss']).toEqual(wanted.history['val_loss']?.slice(epoch[0]))
      expect(second.weights()).toEqual(whole.weights())
    }
  }
})

it.each([
  ['in epochs of three steps, amid passes of four', { stepsPerEpoch: 3 }],
  ['in epochs of six steps', { stepsPerEpoch: 6 }],
  ['in order', { stepsPerEpoch: 3, shuffle: false }],
  ['with validation after some epochs', { validationFreq: [2, 5], validationBatchSize: 3 }],
] as const)('a run on tensors goes on bit for bit: %s', async (_, options) => {
  const given = { verbose: 0, epochs: 5, batchSize: 10, validationData: [vx, vy], ...options } as const
  const whole = await makeTrainer()
  const wanted = await whole.fit(x, y, given)
  for (const saveFreq of ['epoch', 1] as const) {
    for (const steps of [7, 9, 12]) {
      const backup = () => backupAndRestore(folder, { saveFreq })
      const first = (await makeTrainer()).fit(x, y, { ...given, callbacks: [failing(steps), backup()] })
      await expect(first).rejects.toThrow('the power is off')
      const second = await makeTrainer(8)
      const { epoch, history } = await second.fit(x, y, { ...given, callbacks: [{}, backup()] })
      expect(epoch.at(-1)).toBe(4)
      expect(history.loss).toEqual(wanted.history.loss.slice(epoch[0]))
      expect(second.weights()).toEqual(whole.weights())
    }
  }
})

it('a run that was ended in validation goes on with it', async () => {
  const whole = await makeTrainer()
  const wanted = await whole.fit(shuffled(), settings)
  const interrupting: Callback = {
    onTestBatchEnd: (batch, _, { iterations }) => {
      if (batch === 1 && iterations === 8) process.emit('SIGINT')
    },
  }
  const first = (await makeTrainer()).fit(shuffled(), {
    ...settings,
    callbacks: [interrupting, backupAndRestore(folder, { saveFreq: false })],
  })
  await expect(first).rejects.toThrow('interrupted in epoch 2, after step 4')
  const second = await makeTrainer(8)
  const callbacks = [{}, backupAndRestore(folder)]
  const { epoch, history } = await second.fit(shuffled(), { ...settings, callbacks })
  expect(epoch).toEqual([1, 2, 3, 4])
  expect(history['val_loss']).toEqual(wanted.history['val_loss']?.slice(1))
  expect(second.weights()).toEqual(whole.weights())
})

describe('Ctrl-C is heard while a batch is awaited that does not come', () => {
  /** As `generated`, until a pass of an epoch has given so many batches: then Ctrl-C, and nothing more. */
  const stuck = (epochs: number, batches: number): Dataset<[number, number], [number, number]> =>
    fromGenerator(async function* ({ epoch }) {
      for (let start = 0; start < 40; start += 10) {
        if (epoch === epochs && start === 10 * batches) {
          setTimeout(() => process.emit('SIGINT'), 50)
          await new Promise(() => undefined)
        }
        const at = (start + 10 * epoch) % 40
        yield [x.slice(at, at + 10), y.slice(at, at + 10)] as const
      }
    }) as never

  /** Its rate follows from the one before: an epoch that begins twice would be slower. */
  const slower = () => learningRateScheduler((_, rate) => rate * 0.9)

  const goesOn = async (after: string, options: object = {}, interrupted: object = {}, data = generated()) => {
    const whole = await makeTrainer()
    const wanted = await whole.fit(generated(), { ...settings, ...options, callbacks: [slower()] })
    const first = (await makeTrainer()).fit(data, {
      ...settings,
      ...options,
      ...interrupted,
      callbacks: [slower(), backupAndRestore(folder, { saveFreq: false })],
    })
    await expect(first).rejects.toThrow(`fit: interrupted ${after}; the run is kept in`)
    await expect(first).rejects.toBeInstanceOf(InterruptedError)
    const second = await makeTrainer(8)
    const { epoch, history } = await second.fit(generated(), {
      ...settings,
      ...options,
      callbacks: [slower(), backupAndRestore(folder)],
    })
    expect(history.loss).toEqual(wanted.history.loss.slice(epoch[0]))
    expect(history['val_loss']).toEqual(wanted.history['val_loss']?.slice(epoch[0]))
    expect(second.weights()).toEqual(whole.weights())
  }

  it.each([
    [1, 2, 'in epoch 2, after step 2', {}],
    [1, 0, 'after epoch 1', {}],
    [1, 3, 'in epoch 2, after step 5', { stepsPerEpoch: 6 }],
  ] as const)('in epoch %i of the data, after %i batches of it', (epochs, batches, after, options) =>
    goesOn(after, options, {}, stuck(epochs, batches)),
  )

  it.each([
    ['at the beginning of training', { onTrainBegin: () => void process.emit('SIGINT') }],
    ['at the beginning of an epoch', { onEpochBegin: () => void process.emit('SIGINT') }],
  ])('also before the first one, without which the run goes on then: %s', async (_, interrupting) => {
    const whole = await makeTrainer()
    const wanted = await whole.fit(shuffled(), { ...settings, callbacks: [slower()] })
    const callbacks = [interrupting, slower(), backupAndRestore(folder, { saveFreq: false })]
    const first = (await makeTrainer()).fit(shuffled(), { ...settings, callbacks })
    await expect(first).rejects.toThrow('fit: interrupted before the first step; the run is kept in')
    const second = await makeTrainer(8)
    const again = { ...settings, callbacks: [{}, slower(), backupAndRestore(folder)] }
    expect((await second.fit(shuffled(), again)).history.loss).toEqual(wanted.history.loss)
    expect(second.weights()).toEqual(whole.weights())
  })

  it('while what was read before is read again', async () => {
    const options = { ...settings, callbacks: [backupAndRestore(folder, { saveFreq: false })] }
    const first = (await makeTrainer()).fit(stuck(1, 2), options)
    await expect(first).rejects.toThrow('in epoch 2, after step 2')
    const kept = await readFile(join(folder, 'latest.safetensors'))
    const second = (await makeTrainer(8)).fit(stuck(1, 1), options)
    await expect(second).rejects.toThrow('fit: interrupted before the run went on; it is kept in')
    expect(await readFile(join(folder, 'latest.safetensors'))).toEqual(kept)
  })

  it('in validation', () => goesOn('in epoch 1, after step 4', {}, { validationData: stuckValidation() }))

  /** The second batch of it does not come. */
  const stuckValidation = () =>
    fromGenerator(async function* () {
      yield [vx.slice(0, 4), vy.slice(0, 4)] as const
      setTimeout(() => process.emit('SIGINT'), 50)
      await new Promise(() => undefined)
    })
})

it.each<[string, (trainer: Trainer, callbacks: Callback[]) => Promise<unknown>, string]>([
  [
    'tensors in the place of a dataset',
    (trainer, callbacks) => trainer.fit(x, y, { verbose: 0, callbacks }),
    'is of a run with dataset true, this one has false',
  ],
  [
    'another batch size',
    (trainer, callbacks) => trainer.fit(generated(), { ...settings, batchSize: 8, callbacks }),
    'is of a run with batchSize none, this one has 8; give fit the same data and options',
  ],
  [
    'fewer rows',
    (trainer, callbacks) => trainer.fit(generated().take(10), { ...settings, callbacks }),
    'fit: the dataset has 1 batches, and the run had read 2 when it was kept; give it the same data',
  ],
])('refuses %s', async (_, again, sentence) => {
  const backup = () => backupAndRestore(folder, { saveFreq: 2 })
  const first = (await makeTrainer()).fit(generated(), { ...settings, callbacks: [failing(7), backup()] })
  await expect(first).rejects.toThrow('the power is off')
  await expect(again(await makeTrainer(), [{}, backup()])).rejects.toThrow(sentence)
})
