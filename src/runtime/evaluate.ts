import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import type { CheckedData } from './checked-data.js'
import { figuresGiven, Means, outputsOf } from './means.js'
import type { Site } from './site.js'

/** The loss and the metrics: means over the rows, the weights as they are. Names begin with `prefix`. */
export const evaluateData = async (
  { program, state, turns, session: sessionOf }: Site,
  data: CheckedData,
  { batchSize, prefix = '', signal }: { batchSize: number; prefix?: string; signal?: AbortSignal | undefined },
): Promise<Record<string, number>> =>
  turns.take(async () => {
    const session = await sessionOf('evaluation', data.sampleWeight !== undefined)
    const figures = figuresGiven(program, session)
    const means = new Means(figures)
    const into = Object.fromEntries(outputsOf(figures).map((name) => [name, null]))
    const feeder = new BatchFeeder(program, data, batchSize)
    const feeds = state.feeds('weight')
    for (const rows of batchesOf(identityOrder(data.rows), batchSize)) {
      signal?.throwIfAborted()
      means.add(await session.run(feeder.gather(rows, feeds), into), rows.length)
    }
    return means.get(prefix)
  })
