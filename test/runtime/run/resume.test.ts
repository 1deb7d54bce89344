import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from '../../../src/runtime/random.js'

/* Runs in processes of their own, which signals end: by whatever way a run comes to its end, its files are the same bytes. */

const child = fileURLToPath(new URL('train-child.ts', import.meta.url))
const results = ['weights.safetensors', 'state.safetensors', 'log.csv'] as const
/** Of 6 epochs of 9 steps. */
const steps = 54

let root: string
let whole: readonly Buffer[]

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly errors: string
}

const start = (folder: string, saveFreq: string | number, pause: number) => {
  const process_ = spawn(process.execPath, ['--import', 'tsx', child, folder, `${saveFreq}`, `${pause}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  process_.stderr.on('data', (text) => {
    errors += text
  })
  const ended: Promise<Ended> = once(process_, 'close').then(([code, signal]) => ({ code, signal, errors }))
  return { process: process_, ended }
}

const stepsDone = async (folder: string): Promise<number> =>
  existsSync(join(folder, 'steps')) ? (await readFile(join(folder, 'steps'), 'utf8')).trim().split('\n').length : 0

/** Sends a signal once so many steps have been done since the process began, and then some milliseconds. */
const endAfter = async (
  running: ChildProcess,
  folder: string,
  count: number,
  delay: number,
  signal: NodeJS.Signals,
) => {
  const before = await stepsDone(folder)
  while (running.exitCode === null && (await stepsDone(folder)) - before < count) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await new Promise((resolve) => setTimeout(resolve, delay))
  running.kill(signal)
}

const finished = async (folder: string, saveFreq: string | number): Promise<readonly Buffer[]> => {
  const { errors, ...ended } = await start(folder, saveFreq, 0).ended
  expect(ended, errors).toEqual({ code: 0, signal: null })
  return Promise.all(results.map((name) => readFile(join(folder, name))))
}

const emptyFolder = async (name: string): Promise<string> => {
  await mkdir(join(root, name))
  return join(root, name)
}

const expectSame = (found: readonly Buffer[]) => {
  for (const [i, name] of results.entries()) expect(whole[i]?.equals(found[i] as Buffer), name).toBe(true)
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tenon-run-'))
  const folder = await emptyFolder('whole')
  whole = await finished(folder, 'epoch')
  expect(await stepsDone(folder)).toBe(steps)
})

afterAll(() => rm(root, { recursive: true }))

it.each(['SIGINT', 'SIGTERM'] as const)(
  'goes on after %s from the very step, amid an epoch and its validation',
  async (signal) => {
    const folder = await emptyFolder(signal)
    for (const count of [4, 9, 13]) {
      const { process, ended } = start(folder, 'epoch', 15)
      await endAfter(process, folder, count, 4, signal)
      const { code, errors } = await ended
      expect(code, errors).toBe(1)
      expect(errors).toMatch(
        /InterruptedError: fit: interrupted (in|after) epoch \d.*; the run is kept in .*backup, and the same fit goes on/,
      )
      expect(existsSync(join(folder, 'weights.safetensors'))).toBe(false)
    }
    expectSame(await finished(folder, 'epoch'))
    // no step was taken twice
    expect(await stepsDone(folder)).toBe(steps)
    expect(existsSync(join(folder, 'backup'))).toBe(false)
  },
)

it.each([
  ['SIGINT', 'SIGINT', 'Ctrl-C'],
  ['SIGTERM', 'SIGTERM', 'SIGTERM'],
  ['SIGINT', 'SIGTERM', 'Ctrl-C'],
] as const)('after %s, %s exits at once', async (first, second, name) => {
  const folder = await emptyFolder(`${first}-${second}`)
  const { process, ended } = start(folder, 'epoch', 60_000)
  await endAfter(process, folder, 1, 0, first)
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(second)
  const { errors, ...how } = await ended
  expect(how).toEqual({ code: null, signal: second })
  expect(errors).toContain(`fit: interrupted; ends after this step. ${name} again exits at once`)
})

it.each(['epoch', 1, 4])('goes on after kills at any time, with a backup each %s', async (saveFreq) => {
  const folder = await emptyFolder(`kill-${saveFreq}`)
  const random = createRandom(11, `kills/${saveFreq}`)
  for (let kill = 0; kill < 3; kill++) {
    const { process, ended } = start(folder, saveFreq, 3)
    await endAfter(process, folder, 2 + Math.floor(random() * 18), random() * 12, 'SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
  }
  expectSame(await finished(folder, saveFreq))
  expect(existsSync(join(folder, 'backup'))).toBe(false)
})
