import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TensorData } from '../../../src/codegen/ir/value.js'
import type { Callback } from '../../../src/runtime/callback.js'
import { type BackupPlace, backupPlaceOf } from '../../../src/runtime/callbacks/backup-and-restore.js'
import {
  type BackupAndRestoreOptions,
  backupAndRestore,
  csvLogger,
  earlyStopping,
} from '../../../src/runtime/callbacks/index.js'
import { type RunRecord, readRunFile, runFile } from '../../../src/runtime/run-file.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { type LinearOptions, linearProgram } from '../linear-program.js'
import { decoded, encoded } from '../tensor-file.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const { x, y } = regressionData(40)
const settings = { verbose: 0, batchSize: 10, epochs: 4 } as const
const open: Trainer[] = []
let folder: string

const makeTrainer = async (options: LinearOptions = {}) => {
  const trainer = await Trainer.create(linearProgram(options), { threads: 1 })
  open.push(trainer)
  return trainer
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tenon-backup-')), 'backup')
})

afterEach(async () => {
  for (const trainer of open.splice(0)) await trainer.release()
  await rm(join(folder, '..'), { recursive: true })
})

/** Fails in a batch of an epoch. */
const failing = (epoch: number, batch: number): Callback => {
  let now = 0
  return {
    onEpochBegin: (begun) => {
      now = begun
    },
    onTrainBatchEnd: (ended) => {
      if (now === epoch && ended === batch) throw new Error('the power is off')
    },
  }
}

/** A fit that fails in epoch 2, and what went on from it. */
const interrupted = async (options: BackupAndRestoreOptions = {}, spoil = async () => {}) => {
  const [first, second] = [await makeTrainer(), await makeTrainer()]
  const broken = first.fit(x, y, { ...settings, callbacks: [failing(2, 1), backupAndRestore(folder, options)] })
  await expect(broken).rejects.toThrow('the power is off')
  await spoil()
  const history = await second.fit(x, y, { ...settings, callbacks: [{}, backupAndRestore(folder, options)] })
  return { second, history }
}

it.each([
  ['epoch', [2, 3]],
  [3, [2, 3]],
  [false, [0, 1, 2, 3]],
] as const)('goes on from the last backup, with one each %s', async (saveFreq, epochs) => {
  const whole = await makeTrainer()
  const wanted = await whole.fit(x, y, settings)
  const { second, history } = await interrupted({ saveFreq })
  expect(history.epoch).toEqual(epochs)
  expect(history.history.loss).toEqual(wanted.history.loss.slice(epochs[0]))
  expect(second.weights()).toEqual(whole.weights())
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

it('keeps the backup at the end, if asked to; then there is nothing left to do', async () => {
  const { second } = await interrupted({ deleteCheckpoint: false })
  expect(await readdir(folder)).toEqual(['latest.safetensors', 'run-id'])
  const third = await makeTrainer()
  const { epoch } = await third.fit(x, y, { ...settings, callbacks: [{}, backupAndRestore(folder)] })
  expect(epoch).toEqual([])
  expect(third.weights()).toEqual(second.weights())
})

it('goes on from the backup before the last one, where that cannot be read', async () => {
  const whole = await makeTrainer()
  await whole.fit(x, y, settings)
  const cut = () => writeFile(join(folder, 'latest.safetensors'), 'cut off')
  const { second, history } = await interrupted({ doubleCheckpoint: true }, cut)
  expect(history.epoch).toEqual([1, 2, 3])
  expect(second.weights()).toEqual(whole.weights())
  await expect(interrupted({}, cut)).rejects.toThrow('latest.safetensors is not a whole safetensors file')
})

it('leaves what is not its own, and removes the parts of a write that was killed', async () => {
  await interrupted({}, async () => {
    await writeFile(join(folder, '.tenon-1.tmp'), 'part')
    await writeFile(join(folder, 'mine'), 'mine')
  })
  expect(await readdir(folder)).toEqual(['mine'])
})

it('gives callbacks that a later one stopped the same end', async () => {
  const stopping = (): Callback[] => [
    backupAndRestore(folder, { deleteCheckpoint: false }),
    earlyStopping({ monitor: 'loss', mode: 'max', patience: 1, restoreBestWeights: true }),
  ]
  const first = await makeTrainer()
  await first.fit(x, y, { ...settings, callbacks: stopping() })
  const second = await makeTrainer()
  expect((await second.fit(x, y, { ...settings, callbacks: stopping() })).epoch).toEqual([])
  expect(second.weights()).toEqual(first.weights())
})

it.each<[string, (trainer: (options?: LinearOptions) => Promise<Trainer>) => Promise<unknown>, string]>([
  [
    'other batches',
    async (make) => (await make()).fit(x, y, { ...settings, batchSize: 20, callbacks: [{}, backupAndRestore(folder)] }),
    'is of a run with batchSize 10, this one has 20; give fit the same data and options, or remove the folder',
  ],
  [
    'other data',
    async (make) =>
      (await make()).fit(x.slice(0, 30), y.slice(0, 30), { ...settings, callbacks: [{}, backupAndRestore(folder)] }),
    'is of a run with stepsPerEpoch 4, this one has 3',
  ],
  [
    'another model',
    async (make) =>
      (await make({ units: 3 })).fit(x, x as never, {
        ...settings,
        callbacks: [backupAndRestore(folder)],
      }),
    'does not fit the model: linear/kernel is float32 [3, 1], expected float32 [3, 3]',
  ],
  [
    'other callbacks',
    async (make) => (await make()).fit(x, y, { ...settings, callbacks: [backupAndRestore(folder)] }),
    'has the state of csvLogger at place 0 of callbacks; give fit the same callbacks in the same order, or remove the folder',
  ],
  [
    'two backups',
    async (make) =>
      (await make()).fit(x, y, { ...settings, callbacks: [backupAndRestore(folder), backupAndRestore(folder)] }),
    'fit: callbacks has backupAndRestore twice; one keeps the run',
  ],
])('refuses %s', async (_, again, sentence) => {
  const callbacks = [csvLogger(join(folder, '..', 'log.csv')), backupAndRestore(folder, { deleteCheckpoint: false })]
  await (await makeTrainer()).fit(x, y, { ...settings, callbacks })
  await expect(again(makeTrainer)).rejects.toThrow(sentence)
})

it('refuses other metrics, whose sums would not go on', async () => {
  await interrupted({ deleteCheckpoint: false })
  const program = linearProgram()
  const other = await Trainer.create({ ...program, metrics: program.metrics.slice(0, 1) }, { threads: 1 })
  open.push(other)
  const fit = other.fit(x, y, { ...settings, callbacks: [{}, backupAndRestore(folder)] })
  await expect(fit).rejects.toThrow('is of a run with metrics mae, draw, this one has mae; give fit the same data')
})

it.each<[string, unknown]>([
  ['epoch', -1],
  ['batch', 0.5],
  ['seed', '3'],
  ['learningRate', -1],
  ['epochs', null],
  ['stopTraining', 0],
  ['data', { training: null, validation: { epoch: 1 } }],
  ['logs', []],
  ['plan', null],
  ['callbacks', [{ index: 0, name: 'csvLogger', values: null }]],
])('refuses a damaged %s of %j, and goes on from the backup before, if there is one', async (key, value) => {
  const latest = join(folder, 'latest.safetensors')
  const damage = async () => {
    const { tensors, metadata } = decoded(await readFile(latest), latest)
    const run = JSON.stringify({ ...JSON.parse(metadata['run'] as string), [key]: value })
    await writeFile(latest, encoded({ tensors, metadata: { ...metadata, run } }))
  }
  await expect(interrupted({}, damage)).rejects.toThrow(`${latest} is damaged: the run's ${key} is `)
  await rm(folder, { recursive: true })
  expect((await interrupted({ doubleCheckpoint: true }, damage)).history.epoch).toEqual([1, 2, 3])
})

it.each<[string, (sums: TensorData) => ReadonlyMap<string, TensorData>]>([
  [
    'of another type',
    ({ shape, data }) =>
      new Map([['sums/0', { dtype: 'float32', shape, data: Float32Array.from(data as Float64Array) }]]),
  ],
  ['that are not all', (sums) => new Map([['sums/2', sums]])],
])('refuses sums %s', async (_, damaged) => {
  const latest = join(folder, 'latest.safetensors')
  const damage = async () => {
    const { tensors, metadata } = decoded(await readFile(latest), latest)
    const others = [...tensors].filter(([name]) => !name.startsWith('sums/'))
    const sums = damaged(tensors.get('sums/0') as TensorData)
    await writeFile(latest, encoded({ tensors: new Map([...others, ...sums]), metadata }))
  }
  await expect(interrupted({ saveFreq: 1 }, damage)).rejects.toThrow(`${latest} is damaged: the sums of its figures`)
})

it('tells two runs apart that keep their backups in one folder at once', async () => {
  const [first, second] = [await makeTrainer(), await makeTrainer()]
  let history: Promise<unknown> | undefined
  const another: Callback = {
    onEpochBegin: async (epoch) => {
      if (epoch !== 2) return
      history = second.fit(x, y, {
        ...settings,
        callbacks: [{}, backupAndRestore(folder, { deleteCheckpoint: false })],
      })
      await history
    },
  }
  const broken = first.fit(x, y, { ...settings, callbacks: [another, backupAndRestore(folder)] })
  await expect(broken).rejects.toThrow(
    `backupAndRestore: another run keeps its backups in ${folder} since this one began; end one of the two, and give each a folder of its own`,
  )
  // the other's backup is as it was, and a run after it goes on
  expect(await history).toMatchObject({ epoch: [2, 3] })
  const third = await makeTrainer()
  const more = await third.fit(x, y, { ...settings, epochs: 5, callbacks: [{}, backupAndRestore(folder)] })
  expect(more.epoch).toEqual([4])
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

it('says why it cannot keep a run', async () => {
  await writeFile(folder, 'a file')
  const keep = (path: string) =>
    makeTrainer().then((one) => one.fit(x, y, { ...settings, callbacks: [backupAndRestore(path)] }))
  const sentence = 'a part of that path is a file, not a folder'
  await expect(keep(folder)).rejects.toThrow(`cannot write ${folder}: ${sentence}`)
  await expect(keep(join(folder, 'deep'))).rejects.toThrow(`cannot write ${join(folder, 'deep')}: ${sentence}`)
})

it('refuses a file that is no backup', async () => {
  await interrupted({ deleteCheckpoint: false })
  await (await makeTrainer()).saveState(join(folder, 'latest.safetensors'))
  const fit = (await makeTrainer()).fit(x, y, { ...settings, callbacks: [backupAndRestore(folder)] })
  await expect(fit).rejects.toThrow('does not hold a backup of a run; give backupAndRestore a folder of its own')
})

it('keeps every number of a run', () => {
  const position = {
    epoch: 1,
    batch: 2,
    seed: -3,
    learningRate: null,
    epochs: 4,
    stopTraining: false,
    logs: { loss: Number.NaN, least: Number.NEGATIVE_INFINITY, tenth: 0.1 },
    data: { training: { epoch: 1, batches: 2 }, validation: null },
    plan: { batchSize: 10, stepsPerEpoch: Number.POSITIVE_INFINITY },
    callbacks: [{ index: 1, name: 'mine', values: { zero: -0, number: 'one', none: null } }],
  }
  const floats = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const
  const record = {
    position,
    state: new Map([['a/b', floats]]),
    sums: [Float64Array.of(0.1, 3), new Float64Array()],
    tensors: new Map([[1, new Map([['best/a', floats]])]]),
  }
  const found = readRunFile('file', decoded(encoded(runFile(record)), 'file'))
  expect(found).toEqual(record)
  expect(Object.is(found.position.callbacks[0]?.values['zero'], -0)).toBe(true)
})

it('hands the arrays of the backup over, and holds nothing of it while the run goes on', async () => {
  const whole = await makeTrainer()
  await whole.fit(x, y, settings)
  const first = await makeTrainer()
  const broken = first.fit(x, y, { ...settings, callbacks: [failing(2, 1), backupAndRestore(folder)] })
  await expect(broken).rejects.toThrow('the power is off')

  const backup = backupAndRestore(folder)
  const place = backupPlaceOf(backup) as BackupPlace
  const { read } = place
  const records: WeakRef<RunRecord>[] = []
  const arrays: TensorData['data'][] = []
  place.read = async () => {
    const record = (await read()) as RunRecord
    records.push(new WeakRef(record), new WeakRef(record.state as never))
    arrays.push(...['linear/kernel', 'linear/bias'].map((name) => record.state.get(name)?.data as Float32Array))
    return record
  }
  const held: unknown[] = []
  const look: Callback = {
    onEpochEnd: () => {
      collectGarbage()
      held.push(...records.map((record) => record.deref()))
    },
  }
  const second = await makeTrainer()
  await second.fit(x, y, { ...settings, callbacks: [look, backup] })
  expect(held).toEqual(new Array(4).fill(undefined))
  // those that the thread has taken are empty here
  expect(arrays.map(({ length }) => length)).toEqual([0, 0])
  expect(second.weights()).toEqual(whole.weights())
})
