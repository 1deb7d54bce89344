import { BatchFeeder, identityOrder } from './batches.js'
import type { CheckedData } from './checked-data.js'
import type { NativeTensor, NativeTensors } from './native-tensor.js'
import type { Program } from './program.js'
import { createRandom, shuffle } from './random.js'
import type { TrainingState } from './state.js'

/** Checked rows for one run of a graph. */
export interface Batch {
  readonly rows: number
  /** How many batches it is, of the same number of rows each; those of a step for each step that the run takes. */
  readonly steps: number
  /** What batches have in common that take about as long, where not all do. */
  readonly kind?: string
  /**
   * Adds its tensors to `feeds`, in buffers that the next batch may overwrite; with a count those of its first steps, stacked as
   * [steps, rows, …].
   */
  gather(feeds: Record<string, NativeTensor>, steps?: number): NativeTensors
}

/** How far a pass of a dataset has been given. */
export interface Place {
  /** What the order of its rows follows from. */
  readonly epoch: number
  readonly batches: number
}

/** Where training and evaluation take their batches from: tensors in memory, or a dataset. */
export interface BatchSource {
  /** Whether the rows have weights. */
  readonly weighted: boolean
  /** The rows of a batch, where they are known before the first one; the last may have fewer. */
  readonly rows: number | undefined
  /** The batches of an epoch; Infinity where that is not known yet. */
  readonly steps: number
  /** Whether its batches are in memory, and need not be read while a graph runs. */
  readonly inMemory: boolean
  /**
   * The batches of the next epoch, but for the first `from`; up to `atOnce` of their kind together, where they can be. Those that have yet
   * to be read are read while others are away, and not waited for, unless `waits` says so. Whoever ends it early calls its `return`.
   */
  epoch(from?: number, atOnce?: (kind?: string) => number, waits?: boolean): Iterable<Batch> | AsyncIterable<Batch>
  /** Amid which pass it is; null where the next epoch begins one, and for data in memory. */
  place(): Place | null
  /** Goes on from what `place` gave, in a run that was ended. */
  goOn(place: Place | null): Promise<void>
  /** Frees what is open. */
  close(): Promise<void>
}

/** All rows in one batch. */
export const batchOf = (program: Program, data: CheckedData): Batch => {
  const feeder = new BatchFeeder(program, data, data.rows)
  return { rows: data.rows, steps: 1, gather: (feeds, steps) => feeder.gather(identityOrder(data.rows), feeds, steps) }
}

/** What batches that are given together may take beside the data: to copy 4 MB into memory that is new keeps the event loop 15 ms. */
export const mostBytes = 2 ** 22

/** How many batches of so many bytes may be given together. */
export const mostTogether = (bytes: number): number => Math.max(1, Math.floor(mostBytes / bytes))

interface MemoryOptions {
  /** Draws the rows of each pass in an order that follows from its seed and its epochs. */
  readonly shuffledBy?: TrainingState | undefined
  /** Batches of an epoch, which goes on where the last one ended; without it, an epoch is a pass. */
  readonly steps?: number | undefined
}

/** Batches of data in memory. */
export const batchesInMemory = (
  program: Program,
  data: CheckedData,
  batchSize: number,
  { shuffledBy, steps }: MemoryOptions = {},
): BatchSource => {
  const feeder = new BatchFeeder(program, data, batchSize)
  const most = mostTogether(batchSize * feeder.bytesOfRow)
  const inPass = Math.ceil(data.rows / batchSize)
  function* batchesOfPass(pass: number, from: number, atOnce: () => number): Generator<Batch> {
    const order = identityOrder(data.rows)
    if (shuffledBy) shuffle(order, createRandom(shuffledBy.seed, `shuffle/${pass}`))
    for (let at = from * batchSize; at < order.length; ) {
      const whole = Math.floor((order.length - at) / batchSize)
      const count = Math.max(1, Math.min(whole, most, atOnce()))
      const rows = order.subarray(at, at + count * batchSize)
      const gather: Batch['gather'] = (feeds, steps) =>
        feeder.gather(steps === undefined ? rows : rows.subarray(0, steps * (rows.length / count)), feeds, steps)
      yield { rows: rows.length, steps: count, gather }
      at += rows.length
    }
  }
  /** Which pass epochs of some steps began with, and the batches since, of that and of those after it. */
  let place: Place | null = null
  function* batchesOfSteps(from: number, count: number, atOnce: () => number): Generator<Batch> {
    const { epoch, batches: given } = place ?? { epoch: shuffledBy?.epochs ?? 0, batches: from }
    let batches = given
    let left = count - from
    const atMost = () => Math.min(left, atOnce())
    while (left > 0) {
      for (const batch of batchesOfPass(epoch + Math.floor(batches / inPass), batches % inPass, atMost)) {
        batches += batch.steps
        left -= batch.steps
        place = { epoch, batches }
        yield batch
        if (left === 0) break
      }
    }
  }
  return {
    weighted: data.sampleWeight !== undefined,
    rows: Math.min(batchSize, data.rows),
    steps: steps ?? inPass,
    inMemory: true,
    epoch: (from = 0, atOnce = () => 1) =>
      steps === undefined ? batchesOfPass(shuffledBy?.epochs ?? 0, from, atOnce) : batchesOfSteps(from, steps, atOnce),
    place: () => place,
    goOn: async (kept) => {
      place = kept
    },
    close: async () => {},
  }
}
