import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import type { CheckedData } from './checked-data.js'
import type { Program } from './program.js'
import { createRandom, shuffle } from './random.js'
import type { NativeTensor, NativeTensors } from './session.js'
import type { TrainingState } from './state.js'

/** Checked rows for one run of a graph. */
export interface Batch {
  readonly rows: number
  /** Adds its tensors to `feeds`, in buffers that the next batch may overwrite. */
  gather(feeds: Record<string, NativeTensor>): NativeTensors
}

/** Where training and evaluation take their batches from: tensors in memory, or a dataset. */
export interface BatchSource {
  /** Whether the rows have weights. */
  readonly weighted: boolean
  /** The batches of an epoch; Infinity where that is not known yet. */
  readonly steps: number
  /** The batches of the next epoch. Whoever ends it early calls its `return`. */
  epoch(): Iterable<Batch> | AsyncIterable<Batch>
  /** Frees what is open. */
  close(): Promise<void>
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
    *epoch() {
      const order = identityOrder(data.rows)
      if (shuffledBy) shuffle(order, createRandom(shuffledBy.seed, `shuffle/${shuffledBy.epochs}`))
      for (const rows of batchesOf(order, batchSize)) {
        yield { rows: rows.length, gather: (feeds) => feeder.gather(rows, feeds) }
      }
    },
    close: async () => {},
  }
}
