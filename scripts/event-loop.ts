/*
 * Shows how late a timer of 10 ms comes beside training whose runs take long: 50 ms may be, for the worst. `event-loop.ts NAME` does so
 * for one of the models below. Of the worst it tells how long garbage was collected, and, where the system says so, how long the
 * thread waited for a processor: other programs, and the threads of the run itself, take that away.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { input, sequential, type Tensor, tensor } from '../src/index.js'
import type { Trainer } from '../src/runtime/trainer.js'
import { resnet50, transformer12 } from './growth-models.js'

const limit = 50
const period = 10

interface Case {
  readonly compile: () => Promise<Trainer>
  readonly x: Tensor
  readonly batchSize: number
  /** Rows of a batch that is only evaluated or predicted. */
  readonly batchForward: number
}

const floats = (rows: number, ...sample: number[]): Tensor => {
  const length = sample.reduce((a, b) => a * b, rows)
  return tensor(
    Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(i))),
    [rows, ...sample],
  )
}
const words = (rows: number, length: number): Tensor =>
  tensor(
    Int32Array.from({ length: rows * length }, (_, i) => (i * 7919) % 10_000),
    [rows, length],
  )

const objective = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] } as const
const cases: Readonly<Record<string, () => Case>> = {
  cnn: () => ({
    compile: () =>
      sequential(input([28, 28, 1]))
        .conv2d(16, 3, { activation: 'relu' })
        .maxPooling2d(2)
        .flatten()
        .dense(64, { activation: 'relu' })
        .dense(10, { activation: 'softmax' })
        .compile({ ...objective, stepsPerExecution: 64 }),
    x: floats(64 * 128, 28, 28, 1),
    batchSize: 64,
    batchForward: 2048,
  }),
  resnet50: () => ({
    compile: () => resnet50().compile(objective),
    x: floats(4, 224, 224, 3),
    batchSize: 2,
    batchForward: 2,
  }),
  transformer12: () => ({
    compile: () => transformer12().compile(objective),
    x: words(4, 128),
    batchSize: 2,
    batchForward: 2,
  }),
}

const made = cases[process.argv[2] ?? 'cnn']
if (!made) throw new Error(`expected one of ${Object.keys(cases)}`)
const { compile, x, batchSize, batchForward } = made()
const [rows] = x.shape
const y = tensor(
  Int32Array.from({ length: rows as number }, (_, i) => i % 10),
  [rows as number],
)

interface Span {
  readonly from: number
  readonly to: number
}

const collections: Span[] = []
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    collections.push({ from: startTime, to: startTime + duration })
}).observe({ entryTypes: ['gc'] })

const schedule = `/proc/self/task/${process.pid}/schedstat`
/** Milliseconds that this thread has been ready without a processor; NaN where the system does not tell. */
const waited = existsSync(schedule)
  ? () => Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6
  : () => Number.NaN

interface Turn extends Span {
  readonly late: number
  readonly waited: number
}

/** Each turn of the timer while the work ran, by how late it came. */
const turnsBeside = async (work: () => Promise<unknown>): Promise<Turn[]> => {
  const turns: Turn[] = []
  let [last, before] = [performance.now(), waited()]
  const look = () => {
    const [now, all] = [performance.now(), waited()]
    turns.push({ from: last, to: now, late: now - last - period, waited: all - before })
    last = now
    before = all
  }
  const timer = setInterval(look, period)
  await work()
  clearInterval(timer)
  look()
  return turns.sort((a, b) => a.late - b.late)
}

let worst = 0
const show = async (title: string, work: () => Promise<unknown>) => {
  const began = performance.now()
  const turns = await turnsBeside(work)
  const took = performance.now() - began
  // so that the collections are told of
  await setTimeout(2 * period)
  const [median, last] = [turns[turns.length >> 1] as Turn, turns.at(-1) as Turn]
  worst = Math.max(worst, last.late)
  const collected = collections.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, last.to) - Math.max(from, last.from)),
    0,
  )
  console.log(
    `${title}: ${took.toFixed(0)} ms; ${turns.length} timers, late by ${median.late.toFixed(1)} ms in the middle, ${last.late.toFixed(1)} ms at worst (garbage ${collected.toFixed(1)} ms, without a processor ${last.waited.toFixed(1)} ms)`,
  )
}

const file = join(tmpdir(), `tenon-event-loop-${process.pid}.safetensors`)
const options = { batchSize, verbose: 0, epochs: 2 } as const
const forward = { batchSize: batchForward } as const
await using trainer = await compile()
try {
  await show('fit, the first time', () => trainer.fit(x, y, options))
  await show('fit', () => trainer.fit(x, y, options))
  await show('evaluate', () => trainer.evaluate(x, y, forward))
  await show('predict', () => trainer.predict(x, forward))
  await show('saveState', () => trainer.saveState(file))
  await show('loadState', () => trainer.loadState(file))
  await show('fit', () => trainer.fit(x, y, options))
} finally {
  rmSync(file, { force: true })
}
if (worst > limit) {
  console.error(`a timer came ${worst.toFixed(1)} ms late, allowed ${limit} ms`)
  process.exitCode = 1
}
