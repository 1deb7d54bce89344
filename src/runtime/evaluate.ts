import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import type { Callback } from './callback.js'
import type { Dataset } from './dataset.js'
import { figuresGiven, Means, outputsOf } from './means.js'
import type { Site } from './site.js'
import { passOf } from './training-run.js'

interface EvaluationRun {
  readonly batchSize: number
  /** What names of figures begin with. */
  readonly prefix?: string
  readonly signals?: readonly (AbortSignal | undefined)[]
  readonly callbacks?: readonly Callback[] | undefined
}

/** The loss and the metrics over all rows, the weights as they are. */
export const evaluateData = async (
  { program, state, turns, session: sessionOf }: Site,
  data: Dataset,
  { batchSize, prefix = '', signals = [], callbacks = [] }: EvaluationRun,
): Promise<Record<string, number>> => {
  const pass = passOf(state, data.rows, batchSize)
  const watching = callbacks.filter((callback) => callback.onTestBatchBegin || callback.onTestBatchEnd)
  for (const callback of callbacks) await callback.onTestBegin?.(pass)
  const means = await turns.take(async () => {
    const session = await sessionOf('evaluation', data.sampleWeight !== undefined)
    const figures = figuresGiven(program, session)
    const means = new Means(figures)
    const into = Object.fromEntries(outputsOf(figures).map((name) => [name, null]))
    const feeder = new BatchFeeder(program, data, batchSize)
    const feeds = state.feeds('weight')
    let batch = 0
    for (const rows of batchesOf(identityOrder(data.rows), batchSize)) {
      for (const signal of signals) signal?.throwIfAborted()
      for (const callback of watching) await turns.lend(() => callback.onTestBatchBegin?.(batch, pass))
      means.add(await session.run(feeder.gather(rows, feeds), into), rows.length)
      for (const callback of watching) await turns.lend(() => callback.onTestBatchEnd?.(batch, means.get(), pass))
      batch += 1
    }
    return means
  })
  for (const callback of callbacks) await callback.onTestEnd?.(means.get(), pass)
  return means.get(prefix)
}
