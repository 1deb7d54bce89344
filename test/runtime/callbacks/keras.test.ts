import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Callback } from '../../../src/runtime/callback.js'
import {
  csvLogger,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
} from '../../../src/runtime/callbacks/index.js'
import golden from '../../golden/callbacks.json' with { type: 'json' }
import { fakeRun } from '../fake-run.js'

/* What Keras's own callbacks did with the same series, see test/golden/callbacks_keras.py. */

interface Cases {
  readonly plateau: { figures: number[]; options: { monitor?: string }; rates: number[]; logged: number[] }
  readonly checkpoint: {
    figures: number[]
    path: string
    options: { monitor?: string; saveWeightsOnly?: boolean }
    saves: [number, string][]
  }
  readonly schedule: { schedule: string; rates: number[]; logged: number[] }
  readonly csv: { runs: Record<string, number>[][]; options: object; text: string }
}

const cases = <Kind extends keyof Cases>(kind: Kind): Cases[Kind][] =>
  golden.filter((entry) => entry.kind === kind) as unknown as Cases[Kind][]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-callbacks-'))
})
afterAll(() => rm(folder, { recursive: true }))

const runWithLogs = () => {
  const logged: number[] = []
  const run = fakeRun({
    learningRate: 0.5,
    log: (name, value) => void (name === 'learning_rate' && logged.push(value)),
  })
  return { run, logged }
}

describe('reduceLROnPlateau', () => {
  it.each(cases('plateau'))('with $options', async ({ figures, options, rates, logged: wanted }) => {
    const { run, logged } = runWithLogs()
    const callback = reduceLROnPlateau(options)
    await callback.onTrainBegin?.(run)
    const found: number[] = []
    for (const [epoch, figure] of figures.entries()) {
      await callback.onEpochEnd?.(epoch, { loss: 1, [options.monitor ?? 'val_loss']: figure }, run)
      found.push(run.learningRate)
    }
    expect(found).toEqual(rates)
    expect(logged).toEqual(wanted)
  })
})

describe('learningRateScheduler', () => {
  const schedules: Readonly<Record<string, (epoch: number, rate: number) => number>> = {
    halves: (_, rate) => rate * 0.5,
    steps: (epoch, rate) => (epoch < 2 ? 0.1 : 0.01 * rate),
    inverse: (epoch) => 1 / (1 + epoch),
  }

  it.each(cases('schedule'))('that $schedule', async ({ schedule, rates, logged: wanted }) => {
    const { run, logged } = runWithLogs()
    const callback = learningRateScheduler(schedules[schedule] as (epoch: number, rate: number) => number)
    const found: number[] = []
    for (const epoch of rates.keys()) {
      await callback.onEpochBegin?.(epoch, run)
      found.push(run.learningRate)
      await callback.onEpochEnd?.(epoch, {}, run)
    }
    expect(found).toEqual(rates)
    expect(logged).toEqual(wanted)
  })
})

describe('modelCheckpoint', () => {
  it.each(cases('checkpoint'))('$path with $options', async ({ figures, path, options, saves }) => {
    const found: [number, string][] = []
    let now = 0
    const note = (kind: string) => async (file: string) => {
      expect(kind).toBe(options.saveWeightsOnly ? 'weights' : 'state')
      found.push([now, file.slice(folder.length + 1)])
    }
    const run = fakeRun({ saveWeights: note('weights'), saveState: note('state') })
    const callback: Callback = modelCheckpoint(join(folder, path), options)
    await callback.onTrainBegin?.(run)
    for (const [epoch, figure] of figures.entries()) {
      now = epoch
      const logs = { loss: 1.5, [options.monitor ?? 'val_loss']: figure }
      await callback.onEpochBegin?.(epoch, run)
      for (let batch = 0; batch < 5; batch++) {
        await callback.onTrainBatchBegin?.(batch, run)
        await callback.onTrainBatchEnd?.(batch, logs, run)
      }
      await callback.onEpochEnd?.(epoch, logs, run)
    }
    expect(found).toEqual(saves)
  })
})

describe('csvLogger', () => {
  it.each(cases('csv'))('$runs with $options', async ({ runs, options, text }) => {
    const path = join(folder, 'log.csv')
    await rm(path, { force: true })
    for (const rows of runs) {
      const callback = csvLogger(path, options)
      await callback.onTrainBegin?.(fakeRun())
      for (const [epoch, logs] of rows.entries()) await callback.onEpochEnd?.(epoch, logs, fakeRun())
      await callback.onTrainEnd?.({}, fakeRun())
    }
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('says why it cannot write', async () => {
    const begin = (path: string) => csvLogger(path).onTrainBegin?.(fakeRun())
    await expect(begin(join(folder, 'no', 'log.csv'))).rejects.toThrow(`there is no folder ${join(folder, 'no')}`)
    await expect(begin(folder)).rejects.toThrow(`cannot write ${folder}: it is a folder; give the path of a file`)
  })

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const callback = csvLogger('/dev/full')
    await callback.onTrainBegin?.(fakeRun())
    const written = callback.onEpochEnd?.(0, { loss: 1 }, fakeRun())
    await expect(written).rejects.toThrow('cannot write /dev/full: ENOSPC: no space left on device')
    await callback.onTrainAbort?.(new Error(), fakeRun())
  })
})
