import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  backupAndRestore,
  type Callback,
  type DatasetFitOptions,
  earlyStopping,
  fromGenerator,
  fromTensors,
  InterruptedError,
  input,
  progress,
  sequential,
  type Tensor,
  tensor,
  terminateOnNaN,
} from '../../../src/index.js'
import { createRandom } from '../../../src/runtime/random.js'
import { fullSettings } from '../../support/full-settings.js'

/* Several batches of a dataset in one run of the graph. */

const random = createRandom(0, 'dataset steps')
const rows = 53
const x = tensor(Float32Array.from({ length: rows * 6 }, random), [rows, 6])
const y = tensor(Int32Array.from({ length: rows }, () => Math.floor(random() * 3)))
const weights = tensor(Float32Array.from({ length: rows }, random))
/** How many batches of eight rows they are, the last one of five. */
const batches = 7

const compiled = (stepsPerExecution: number | 'auto') =>
  sequential(input([6]))
    .dense(8, { activation: 'relu', kernelRegularizer: 'l2' })
    .batchNormalization()
    .dropout(0.3)
    .dense(3, { activation: 'softmax' })
    .compile({
      ...fullSettings,
      threads: 1,
      stepsPerExecution,
    })

type Compiled = Awaited<ReturnType<typeof compiled>>
type Options = DatasetFitOptions
type Batch = readonly [x: Tensor<[number, 6]>, y: Tensor<[number], 'int32'>, sampleWeight?: Tensor]

const part = (start: number, end: number) =>
  [x.slice(start, end), y.slice(start, end)] as unknown as readonly [Tensor<[number, 6]>, Tensor<[number], 'int32'>]
const batch = (i: number): Batch => part((i * 8) % rows, Math.min(rows, ((i * 8) % rows) + 8))

/** Batches of a pass, one after the other. */
const given = (take: (i: number) => Batch | Promise<Batch> = batch, count = batches) =>
  fromGenerator(async function* () {
    for (let i = 0; i < count; i++) yield await take(i)
  })
const quiet = { verbose: 0 } as const
const validationData = fromTensors(...part(0, 20)).batch(6)

/** What a fit gives, and the weights behind it. */
const trained = async (
  stepsPerExecution: number | 'auto',
  dataset = given(),
  options: Options = {},
  trainer?: Compiled,
) => {
  const own = trainer ?? (await compiled(stepsPerExecution))
  const outcome = await own.fit(dataset, { ...quiet, ...options } as never).then(
    ({ history }) => history,
    (error: unknown) => error,
  )
  const state = own.weights()
  await own.release()
  return { outcome, state }
}

/** Notes the batch at the end of each run. */
const noting = (ends: number[]): Callback => ({ onTrainBatchEnd: (last) => void ends.push(last) })

/** The steps behind each run, without hooks of batches. */
const watching = (seen: (step: number) => void): Callback =>
  progress({
    live: false,
    linesEvery: 0,
    stream: { write: (line: string) => seen(Number(/step (\d+)/.exec(line)?.[1] ?? Number.NaN)) } as never,
  })

describe('several batches in a run give what single ones give, bit for bit', () => {
  const weighing = (i: number): Batch => [...part(i * 8, i * 8 + 8), weights.slice(i * 8, i * 8 + 8)] as never
  const converted = (i: number): Batch => {
    const [own, labels] = batch(i)
    return [tensor(Float64Array.from(own.data as Float32Array), own.shape as [number, 6]), labels] as never
  }
  it.each<[string, () => ReturnType<typeof given>, Options]>([
    [
      'shuffled, with what is left',
      () =>
        fromTensors(...part(0, rows))
          .shuffle(20)
          .batch(8) as never,
      {},
    ],
    ['gathered by fit, and read ahead', () => given().prefetch(2), { batchSize: 5 }],
    ['weighted rows', () => given(weighing, 6), {}],
    ['weighted classes', () => given(), { classWeight: { 1: 3 } }],
    ['of another dtype', () => given(converted), {}],
    ['in epochs of four steps', () => given(), { stepsPerEpoch: 4, epochs: 6 }],
    ['in epochs of nine steps', () => given(), { stepsPerEpoch: 9 }],
    ['until it stops early', () => given(), { epochs: 9, callbacks: [earlyStopping({ patience: 0, minDelta: 1 })] }],
  ])('%s', async (_, dataset, options) => {
    const all = { epochs: 3, validationData, ...options } as Options
    const single = await trained(1, dataset(), all)
    expect(single.outcome).toHaveProperty('loss')
    for (const steps of [2, 4, 100, 'auto'] as const) expect(await trained(steps, dataset(), all)).toEqual(single)
  })

  it('and what memory gives', async () => {
    const memory = await compiled(1)
    const { history } = await memory.fit(...part(0, rows), { ...quiet, batchSize: 8, shuffle: false, epochs: 2 })
    expect(await trained(4, given(), { epochs: 2 })).toEqual({ outcome: history, state: memory.weights() })
    await memory.release()
  })
})

describe('a run takes', () => {
  it('as many batches as the number says, of the same shapes', async () => {
    const ends: number[] = []
    await trained(4, given(), { epochs: 2, callbacks: [noting(ends)] })
    expect(ends).toEqual([3, 5, 6, 3, 5, 6])
    ends.length = 0
    const sizes = [8, 8, 4, 8, 8, 8, 8, 8]
    await trained(
      4,
      given((i) => part(0, sizes[i] as number), 8),
      { callbacks: [noting(ends)] },
    )
    expect(ends).toEqual([1, 2, 6, 7])
    ends.length = 0
    await trained(4, given(), { epochs: 3, stepsPerEpoch: 5, callbacks: [noting(ends)] })
    expect(ends).toEqual([3, 4, 0, 1, 4, 2, 3, 4])
  })

  it('one batch where hooks of batches are called, which is not read before its turn', async () => {
    let read = 0
    const ahead: number[] = []
    const dataset = given((i) => {
      read += 1
      return batch(i)
    })
    await trained('auto', dataset, { callbacks: [{ onTrainBatchEnd: (last) => void ahead.push(read - last - 1) }] })
    expect(ahead).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  it('several by default, once they take no time', async () => {
    const steps: number[] = []
    await trained(
      'auto',
      given(() => batch(0), 300),
      { callbacks: [watching((step) => steps.push(step))] },
    )
    expect(steps.length).toBeLessThan(250)
  })

  it('what has come by default, where others are long in coming', async () => {
    let [step, waits] = [0, () => {}]
    const callbacks = [
      watching((now) => {
        step = now
        waits()
      }),
    ]
    let isLate = 0
    // each but the first ones comes only once the one before it has been trained on
    const dataset = given(async (i) => {
      while (i > 60 && step < i) {
        isLate += 1
        await new Promise<void>((resolve) => {
          waits = resolve
        })
      }
      return batch(0)
    }, 90)
    const { state } = await trained('auto', dataset, { callbacks })
    // of 29: those that the last run before takes at once, which may be of ten or more, are not
    expect(isLate).toBeGreaterThan(5)
    expect(state).toEqual(
      (
        await trained(
          1,
          given(() => batch(0), 90),
        )
      ).state,
    )
  })
})

describe('an error', () => {
  it.each(['auto', 4, 100] as const)(
    'of the dataset comes behind all batches before it, in runs of %s',
    async (steps) => {
      const failing = given((i) => {
        if (i === 5) throw new Error('the disk is gone')
        return batch(i)
      })
      const { outcome, state } = await trained(steps, failing)
      expect(outcome).toEqual(new Error('the disk is gone'))
      const spoilt = given((i) =>
        i === 5 ? [tensor(new Float32Array(48).fill(Number.NaN), [8, 6]), batch(0)[1]] : batch(i),
      )
      const { outcome: other, state: same } = await trained(steps, spoilt)
      expect(String(other)).toContain('fit: x holds NaN in row 0 of batch 5')
      // one whose run is not whole leaves the weights without their moving averages
      const single = await trained(1, failing)
      expect(state).toEqual(single.state)
      expect(same).toEqual(single.state)
      expect(single.state).not.toEqual((await trained(1, given(batch, 4))).state)
    },
  )

  it('of a loss amid a run leaves the state before its step', async () => {
    const huge = (i: number): Batch =>
      i === 5 ? [tensor(new Float32Array(48).fill(3e38), [8, 6]), batch(0)[1]] : batch(i)
    const single = await trained(1, given(huge))
    expect(String(single.outcome)).toContain('at epoch 1, step 6')
    expect(await trained(4, given(huge))).toEqual(single)
    const ending = { epochs: 2, callbacks: [terminateOnNaN()] }
    expect(await trained(100, given(huge), ending)).toEqual(await trained(1, given(huge), ending))
  })
})

it('a signal ends a fit behind the run that goes on, and closes the dataset', async () => {
  const controller = new AbortController()
  let [read, isOpen] = [0, true]
  const dataset = fromGenerator(function* () {
    try {
      for (let i = 0; i < 40; i++) {
        read += 1
        if (i === 10) controller.abort(new Error('enough'))
        yield batch(0)
      }
    } finally {
      isOpen = false
    }
  })
  const { outcome, state } = await trained(4, dataset, { signal: controller.signal })
  expect(outcome).toEqual(new Error('enough'))
  expect(isOpen).toBe(false)
  // the run of batches 4 to 7 goes on while those of the next one are read
  expect(read).toBeLessThanOrEqual(12)
  const failing = (count: number) =>
    trained(
      1,
      given((i) => (i === count ? Promise.reject(new Error('end')) : batch(0)), count + 1),
    )
  expect(state).toEqual((await failing(8)).state)
})

describe('the end of a run', () => {
  const bad = (): Batch => {
    const [own, labels] = batch(0)
    return [tensor(new Float32Array(own.data.length).fill(3e38), own.shape as [number, 6]), labels] as never
  }

  it('does not wait for what a source reads and may never have', { timeout: 20_000 }, async () => {
    let told: AbortSignal | undefined
    let never = true
    const source = fromGenerator(async function* ({ signal }: { signal: AbortSignal | undefined }) {
      for (let i = 0; i < 5; i++) yield batch(i)
      yield bad()
      told = signal
      if (never) await new Promise(() => {})
    })
    const { outcome } = await trained(2, source as never)
    never = false
    expect(outcome).toMatchObject({ name: 'DivergenceError' })
    expect(told?.aborted).toBe(true)
  })

  it('ends a source that waits for less', async () => {
    let isOpen = true
    const source = fromGenerator(async function* () {
      try {
        for (let i = 0; i < 5; i++) yield batch(i)
        yield bad()
        await new Promise((go) => setTimeout(go, 200))
        yield batch(0)
      } finally {
        isOpen = false
      }
    })
    await trained(2, source)
    expect(isOpen).toBe(false)
  })
})

describe('a run that was ended amid a pass goes on bit for bit', () => {
  const options = { epochs: 4, stepsPerEpoch: 5, validationData } as Options
  const dataset = (power: { at: number; off: () => void }) =>
    given((i) => {
      if (power.at-- === 0) power.off()
      return batch(i)
    })
  const always = { at: -1, off: () => {} }

  it.each<[string, () => void, number | false]>([
    [
      'by an error',
      () => {
        throw new Error('the power is off')
      },
      1,
    ],
    ['by Ctrl-C', () => void process.emit('SIGINT'), false],
  ])('%s', async (_, off, saveFreq) => {
    const wanted = await trained(1, dataset(always), options)
    for (const steps of [3, 'auto'] as const) {
      for (const at of [4, 9, 13]) {
        const folder = await mkdtemp(join(tmpdir(), 'tenon-dataset-steps-'))
        const callbacks = () => [backupAndRestore(join(folder, 'backup'), { saveFreq })]
        const { outcome } = await trained(steps, dataset({ at, off }), {
          ...options,
          callbacks: callbacks(),
        } as Options)
        if (saveFreq === false) expect(outcome).toBeInstanceOf(InterruptedError)
        else expect(outcome).toEqual(new Error('the power is off'))
        const again = await trained(steps, dataset(always), { ...options, callbacks: callbacks() } as Options)
        expect(again.state).toEqual(wanted.state)
        const [{ loss }, whole] = [again.outcome, wanted.outcome] as { loss: number[] }[] as [
          { loss: number[] },
          { loss: number[] },
        ]
        expect(loss).toEqual(whole.loss.slice(-loss.length))
        await rm(folder, { recursive: true })
      }
    }
  })
})
