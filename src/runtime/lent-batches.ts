import type { Batch } from './batch-source.js'
import type { Turn } from './turns.js'

/** Batches that are read amid a turn: what reads those of a dataset may use the trainer, and is lent the turn. */
export const lentBatches = (
  turn: Turn,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): Iterable<Batch> | AsyncIterable<Batch> => (Symbol.asyncIterator in batches ? lending(turn, batches) : batches)

async function* lending(turn: Turn, batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const iterator = batches[Symbol.asyncIterator]()
  try {
    for (;;) {
      const read = await turn.lend(() => iterator.next())
      if (read.done) return
      yield read.value
    }
  } finally {
    await turn.lend(() => iterator.return?.())
  }
}
