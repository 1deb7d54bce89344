import { isTensor } from './arguments.js'
import { type BatchSource, batchesInMemory } from './batch-source.js'
import { checkedData } from './checked-data.js'
import { Dataset } from './data/dataset.js'
import { StreamedBatches } from './data/stream.js'
import { figuresGiven, Means, outputsOf } from './means.js'
import type { Site } from './site.js'
import { batchSizeOf, type DatasetEvaluateOptions, type EvaluateOptions, stepsOf } from './trainer-options.js'

/** Opens what to evaluate; tensors have been checked by then. */
type Open = () => BatchSource | Promise<BatchSource>

/** The loss and the metrics on tensors or a dataset, as the arguments of evaluate say. */
export const evaluateOnce = async (
  site: Site,
  x: unknown,
  rest: readonly unknown[],
): Promise<Record<string, number>> => {
  const open = planEvaluation(site, x, rest)
  let opened: BatchSource | undefined
  try {
    return await evaluateData(site, async () => {
      opened = await open()
      return opened
    })
  } finally {
    await opened?.close()
  }
}

const planEvaluation = ({ program, state }: Site, x: unknown, rest: readonly unknown[]): Open => {
  const call = 'evaluate'
  const [first = {}, second = {}] = rest
  if (x instanceof Dataset) {
    const options = first as DatasetEvaluateOptions
    if (rest.length > 1 || isTensor(first) || Array.isArray(first) || ArrayBuffer.isView(first)) {
      throw new TypeError('evaluate: a dataset has targets of its own; give options after it, and no y')
    }
    batchSizeOf(call, options, { steps: true })
    const { batchSize } = options
    const steps = stepsOf(call, options)
    return () => StreamedBatches.open(program, x, { call, batchSize, steps, seed: state.seed, epoch: () => 0 }, false)
  }
  const options = second as EvaluateOptions<unknown>
  const batchSize = batchSizeOf(call, options, { sampleWeight: true })
  const batches = batchesInMemory(program, checkedData(call, program, x, rest[0], options.sampleWeight), batchSize)
  return () => batches
}

/** The loss and the metrics: means over the rows, the weights as they are. Names begin with `prefix`. */
export const evaluateData = async (
  { program, state, turns, session: sessionOf }: Site,
  open: Open,
  { prefix = '', signal }: { prefix?: string; signal?: AbortSignal | undefined } = {},
): Promise<Record<string, number>> =>
  turns.take(async () => {
    const data = await open()
    const session = await sessionOf('evaluation', data.weighted)
    const figures = figuresGiven(program, session)
    const means = new Means(figures)
    const into = Object.fromEntries(outputsOf(figures).map((name) => [name, null]))
    const feeds = state.feeds('weight')
    for await (const batch of data.epoch()) {
      signal?.throwIfAborted()
      means.add(await session.run(batch.gather(feeds), into), batch.rows)
    }
    return means.get(prefix)
  })
