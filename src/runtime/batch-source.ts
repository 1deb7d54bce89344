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

/** Batches of data in memory; with a state in an order that follows from its seed and its epochs. */
export const batchesInMemory = (
  program: Program,
  data: CheckedData,
  batchSize: number,
  shuffledBy?: TrainingState,
): BatchSource => {
  const feeder = new BatchFeeder(program, data, batchSize)
  return {
    weighted: data.sampleWeight !== undefined,
    steps: Math.ceil(data.rows / batchSize),
    *epoch(from = 0) {
      const order = identityOrder(data.rows)
      if (shuffledBy) shuffle(order, createRandom(shuffledBy.seed, `shuffle/${shuffledBy.epochs}`))
      for (const rows of batchesOf(order.subarray(from * batchSize), batchSize)) {
        yield { rows: rows.length, gather: (feeds) => feeder.gather(rows, feeds) }
      }
    },
    place: () => null,
    goOn: async () => {},
    close: async () => {},
  }
}
