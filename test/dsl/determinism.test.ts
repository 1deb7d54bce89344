import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { weightsHash } from '../support/weights-hash.js'

/* Program 1 with dropout and shuffling, trained for two epochs on some digits, to a hash of its weights. */

/** The same in a process of its own. */
const hashElsewhere = (seed: number, threads: number): string => {
  const script = fileURLToPath(new URL('../support/weights-hash.ts', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, `${seed}`, `${threads}`], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
  if (!stdout) throw new Error(stderr)
  return stdout.trim()
}

test.each([1, 2])('the same seed gives the same weights, bit for bit, with %i threads', async (threads) => {
  const first = await weightsHash(5, threads)
  expect(await weightsHash(5, threads)).toBe(first)
  expect(hashElsewhere(5, threads)).toBe(first)
})

test('another seed gives others', async () => {
  expect(await weightsHash(6, 1)).not.toBe(await weightsHash(5, 1))
})
