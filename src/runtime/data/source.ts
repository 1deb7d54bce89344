import type { Block } from './block.js'

/** One reading of a dataset, from its first row to its last. */
export interface DatasetPass {
  /** Which reading this is, counted from 0; of training data the epochs of the trainer that were before. */
  readonly epoch: number
  /** What randomness follows from: the trainer's seed, where the dataset has none of its own. */
  readonly seed: number
  /** Aborted where the run is, or where it ends before what is being read has come. */
  readonly signal: AbortSignal | undefined
}

/** Takes rows that will be read later, to check them; false where it needs no more. */
export type Inspect = (block: Block) => boolean

/** Where the rows of a dataset come from, and what becomes of them on their way. */
export interface Source {
  /** How many there are in a pass; undefined where only reading tells. */
  rows(): number | undefined
  /** Whether the blocks are batches that the user made, which stay as they are unless a batch size is given. */
  readonly ownBatches: boolean
  /**
   * Reads what can be read beforehand, and shows it. Throws an error for what is damaged or does not fit, with file and row.
   */
  inspect(call: string, show: Inspect): Promise<void>
  /** The rows of a pass, from its start. */
  read(call: string, pass: DatasetPass): AsyncIterable<Block>
}

/** Reads all blocks, and shows those that are wanted: errors of a file are found behind them too. */
export const showAll = async (blocks: AsyncIterable<Block>, show: Inspect): Promise<void> => {
  let wanted = true
  for await (const block of blocks) {
    if (wanted) wanted = show(block)
  }
}
