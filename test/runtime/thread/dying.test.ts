import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ThreadError } from '../../../src/index.js'
import type { Callback } from '../../../src/runtime/callback.js'
import { backupAndRestore } from '../../../src/runtime/callbacks/index.js'
import { RuntimeThread } from '../../../src/runtime/runtime-thread.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'
import { longRun } from './long-run.js'

/* Threads that end by themselves, as of a lack of memory. */

const { x, y } = regressionData(40)
const settings = { verbose: 0, batchSize: 10, epochs: 4 } as const
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-dying-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const makeTrainer = () => Trainer.create(linearProgram(), { threads: 1 })

const start = vi.spyOn(RuntimeThread, 'start')

/** Ends the thread that a trainer began last. */
const endLastThread = (): Promise<number> => {
  const thread = start.mock.results.at(-1)?.value as unknown as { readonly worker: Worker }
  return thread.worker.terminate()
}

const sentence =
  'the thread that runs ONNX Runtime for this trainer has ended (exit code 1), and the weights in it are lost; compile the model again, and load the last saved state'

/** Ends the thread in a batch of an epoch, and waits for that or not. */
const killing = (epoch: number, batch: number, waits: boolean): Callback => {
  let now = 0
  return {
    onEpochBegin: (begun) => {
      now = begun
    },
    onTrainBatchEnd: async (ended) => {
      if (now !== epoch || ended !== batch) return
      const gone = endLastThread()
      if (waits) await gone
    },
  }
}

it.each([true, false])('rejects fit, and what comes later; a run goes on from its backup (%s)', async (waits) => {
  const [whole, dying] = [await makeTrainer(), await makeTrainer()]
  await whole.fit(x, y, settings)
  const backup = () => backupAndRestore(join(folder, 'backup'), { saveFreq: 3 })
  const run = dying.fit(x, y, { ...settings, callbacks: [killing(2, 1, waits), backup()] })
  const error = await run.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ThreadError)
  expect(String(error)).toContain('the thread that runs ONNX Runtime for this trainer has ended')
  await expect(dying.fit(x, y, settings)).rejects.toThrow('has ended')
  await expect(dying.trainOnBatch(x, y)).rejects.toThrow('has ended')
  await dying.release()
  const next = await makeTrainer()
  const history = await next.fit(x, y, { ...settings, callbacks: [{}, backup()] })
  expect(history.epoch[0]).toBe(2)
  expect(next.weights()).toEqual(whole.weights())
  await next.release()
  await whole.release()
})

it('says so wherever the weights are asked for', async () => {
  const trainer = await makeTrainer()
  await trainer.saveState(join(folder, 'state'))
  const weights = trainer.weights()
  await trainer.trainOnBatch(x, y)
  await endLastThread()
  await expect(trainer.predict(x)).rejects.toThrow(sentence)
  await expect(trainer.evaluate(x, y)).rejects.toThrow(sentence)
  await expect(trainer.fit(x, y)).rejects.toThrow(sentence)
  await expect(trainer.saveState(join(folder, 'state'))).rejects.toThrow(sentence)
  await expect(trainer.setWeights(weights)).rejects.toThrow(sentence)
  await expect(trainer.loadState(join(folder, 'state'))).rejects.toThrow(sentence)
  expect(() => trainer.weights()).toThrow(sentence)
  expect(() => trainer.exportInference()).toThrow(sentence)
  await trainer.release()
  const other = await makeTrainer()
  await other.loadState(join(folder, 'state'))
  await other.trainOnBatch(x, y)
  await other.release()
})

it('does not keep who waits for weights waiting', async () => {
  const { trainer, x, y, options } = await longRun()
  const run = trainer.fit(x, y, { ...options, epochs: 9 }).catch((reason: unknown) => reason)
  for (let i = 0; i < 2; i++) {
    await setTimeout(150)
    expect(trainer.weights().size).toBe(6)
  }
  await setTimeout(50)
  void endLastThread()
  expect(() => trainer.weights()).toThrow('has ended (it was terminated)')
  expect(await run).toBeInstanceOf(ThreadError)
  await trainer.release()
})
