import type { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { tensor } from '../../../src/index.js'
import { lateness, longRun } from './long-run.js'

/** How many threads begin while the work runs. */
const threadsBegun = async (work: () => Promise<unknown>): Promise<number> => {
  let count = 0
  const note = (_: Worker) => {
    count += 1
  }
  process.on('worker', note)
  await work().finally(() => process.off('worker', note))
  return count
}

it('predicts few rows here, and many where they keep no timer waiting, with the same numbers', async () => {
  const { trainer, x } = await longRun({ threads: 1 })
  const rows = x.shape[0]
  const some = tensor(x.data.slice(0, 32 * 128), [32, 128])
  expect(await threadsBegun(() => trainer.predict(some, { batchSize: 8 }))).toBe(0)
  const few = await trainer.predict(some, { batchSize: 8 })
  const work = () => trainer.predict(x, { batchSize: rows })
  expect(await threadsBegun(work)).toBe(1)
  const { longest, whole } = await lateness(async () => {
    for (let i = 0; i < 5; i++) await work()
  })
  expect(longest).toBeLessThan(whole / 5)
  const many = await trainer.predict(x, { batchSize: rows })
  for (const [i, value] of few.data.entries()) expect(many.data[i]).toBeCloseTo(Number(value), 4)
  await trainer.release()
})
