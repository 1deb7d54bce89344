import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import type { CheckedData, Samples } from './checked-data.js'
import type { PredictionProgram, Program } from './program.js'
import { createRandom, shuffle } from './random.js'
import type { NativeTensor, NativeTensors } from './session.js'
import type { TrainingState } from './state.js'

/** Checked rows for one run of a graph. */
export interface Batch {
  readonly rows: number
  /** Adds its tensors to `feeds`, in buffers that the next batch may overwrite. */
  gather(feeds: Record<string, NativeTensor>): NativeTensors
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
  /** The batches of an epoch; Infinity where that is not known yet. */
  readonly steps: number
  /** The batches of the next epoch, but for the first `from`. Whoever ends it early calls its `return`. */
  epoch(from?: number): Iterable<Batch> | AsyncIterable<Batch>
  /** Amid which pass it is; null where the next epoch begins one, and for data in memory. */
  place(): Place | null
  /** Goes on from what `place` gave, in a run that was ended. */
  goOn(place: Place | null): Promise<void>
  /** Frees what is open. */
  close(): Promise<void>
}

/** All rows in one batch. */
export const batchOf = (program: PredictionProgram | Program, data: Samples | CheckedData): Batch => {
  const feeder = new BatchFeeder(program, data, data.rows)
  return { rows: data.rows, gather: (feeds) => feeder.gather(identityOrder(data.rows), feeds) }
}

/** All rows in one batch, of data that nobody writes again: without a copy where the graph takes them as they are. */
export const wholeBatchOf = (program: PredictionProgram | Program, data: Samples | CheckedData): Batch => {
  const feeder = new BatchFeeder(program, data, data.rows)
  return { rows: data.rows, gather: (feeds) => feeder.whole(feeds) }
}

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
  const inPass = Math.ceil(data.rows / batchSize)
  function* batchesOfPass(pass: number, from: number): Generator<Batch> {
    const order = identityOrder(data.rows)
    if (shuffledBy) shuffle(order, createRandom(shuffledBy.seed, `shuffle/${pass}`))
    for (const rows of batchesOf(order.subarray(from * batchSize), batchSize)) {
      yield { rows: rows.length, gather: (feeds) => feeder.gather(rows, feeds) }
    }
  }
  /** Which pass epochs of some steps began with, and the batches since, of that and of those after it. */
  let place: Place | null = null
  function* batchesOfSteps(from: number, count: number): Generator<Batch> {
    const { epoch, batches: given } = place ?? { epoch: shuffledBy?.epochs ?? 0, batches: from }
    let batches = given
    for (let left = count - from; left > 0; ) {
      for (const batch of batchesOfPass(epoch + Math.floor(batches / inPass), batches % inPass)) {
        batches += 1
        place = { epoch, batches }
        yield batch
        left -= 1
        if (left === 0) break
      }
    }
  }
  return {
    weighted: data.sampleWeight !== undefined,
    steps: steps ?? inPass,
    epoch: (from = 0) =>
      steps === undefined ? batchesOfPass(shuffledBy?.epochs ?? 0, from) : batchesOfSteps(from, steps),
    place: () => place,
    goOn: async (kept) => {
      place = kept
    },
    close: async () => {},
  }
}
