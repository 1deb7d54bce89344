import { isTensor } from './arguments.js'
import { type Batch, type BatchSource, batchesInMemory } from './batch-source.js'
import type { Callback } from './callback.js'
import { orAborted } from './check-signal.js'
import { checkedData } from './checked-data.js'
import { Dataset } from './data/dataset.js'
import { batchesIn, StreamedBatches } from './data/stream.js'
import { lentBatches } from './lent-batches.js'
import { type FigureValues, figuresGiven, Means, ofSteps, outputsOf } from './means.js'
import { ofEvaluation, Pace } from './pace.js'
import type { EvaluationKind } from './program.js'
import type { RoamingSession } from './roaming-session.js'
import type { Site } from './site.js'
import { batchSizeOf, type DatasetEvaluateOptions, type EvaluateOptions, stepsOf } from './trainer-options.js'
import { passOf } from './training-run.js'

/** What is opened when its turn has come. */
interface Unopened {
  /** As far as it is known by then. */
  readonly steps: number
  open(): Promise<BatchSource>
}

/** From so many batches on, several in a run save more time than it takes to load the graph for that. */
const worthwhile = 64

interface EvaluationRun {
  /** What names of figures begin with. */
  readonly prefix?: string
  readonly signals?: readonly (AbortSignal | undefined)[]
  readonly callbacks?: readonly Callback[] | undefined
}

/** The loss and the metrics on tensors or a dataset, as the arguments of evaluate say. */
export const evaluateOnce = async (
  site: Site,
  x: unknown,
  rest: readonly unknown[],
): Promise<Record<string, number>> => {
  const { data, callbacks, signal } = planEvaluation(site, x, rest)
  const how = { callbacks, signals: [signal] }
  if (!('open' in data)) return evaluateData(site, data, how)
  let opened: BatchSource | undefined
  const open = async () => {
    opened = await data.open()
    return opened
  }
  try {
    return await evaluateData(site, { steps: data.steps, open }, how)
  } finally {
    await opened?.close()
  }
}

const planEvaluation = ({ program, state }: Site, x: unknown, rest: readonly unknown[]) => {
  const call = 'evaluate'
  const [first = {}, second = {}] = rest
  if (x instanceof Dataset) {
    const options = first as DatasetEvaluateOptions
    if (rest.length > 1 || isTensor(first) || Array.isArray(first) || ArrayBuffer.isView(first)) {
      throw new TypeError('evaluate: a dataset has targets of its own; give options after it, and no y')
    }
    batchSizeOf(call, options, { steps: true })
    const { batchSize, callbacks, signal } = options
    const steps = stepsOf(call, options)
    const how = { call, batchSize, steps, anew: true, signal, seed: () => state.seed, epoch: () => 0 }
    const data: Unopened = {
      steps: steps ?? batchesIn(x, batchSize),
      open: () => StreamedBatches.open(program, x, how, false),
    }
    return { data, callbacks, signal }
  }
  const options = second as EvaluateOptions<unknown>
  const batchSize = batchSizeOf(call, options, { sampleWeight: true })
  const data = batchesInMemory(program, checkedData(call, program, x, rest[0], options.sampleWeight), batchSize)
  return { data, callbacks: options.callbacks, signal: options.signal }
}

/** The loss and the metrics over all rows, the weights as they are. */
export const evaluateData = async (
  { program, state, turns, evaluation }: Site,
  data: BatchSource | Unopened,
  { prefix = '', signals = [], callbacks = [] }: EvaluationRun = {},
): Promise<Record<string, number>> => {
  let known: { readonly steps: number } = data
  const pass = passOf(state, () => known.steps)
  const watching = callbacks.filter((callback) => callback.onTestBatchBegin || callback.onTestBatchEnd)
  for (const callback of callbacks) await callback.onTestBegin?.(pass)
  const means = await turns.take(async (turn) => {
    const source = 'open' in data ? await turn.lend(() => data.open()) : data
    known = source
    const sessionOf = (kind: EvaluationKind) =>
      signals.reduce<RoamingSession | Promise<RoamingSession>>(
        orAborted,
        turn.lastingFor(evaluation(kind, source.weighted)),
      )
    const session = await sessionOf('evaluation')
    const figures = figuresGiven(program, session)
    const means = new Means(figures)
    const names = outputsOf(figures)
    const into = Object.fromEntries(names.map((name) => [name, null]))
    let { version } = state
    let feeds = state.feeds('weight')
    // batches of a dataset cannot be read while the model computes, where that is in this thread
    const several = program.evaluations && source.inMemory && watching.length === 0 && source.steps >= worthwhile
    const pace = new Pace(several ? undefined : 1, ofEvaluation)
    const run = async ({ rows, steps, gather }: Batch): Promise<readonly FigureValues[]> => {
      if (steps === 1) return [await session.run(gather(feeds), rows, into)]
      const stacked = await sessionOf('evaluations')
      return ofSteps(await stacked.run(gather(feeds, steps), rows, into), names, steps)
    }
    let batch = 0
    for await (const given of lentBatches(
      turn,
      source.epoch(0, () => pace.next()),
    )) {
      for (const signal of signals) signal?.throwIfAborted()
      for (const callback of watching) await turn.lend(() => callback.onTestBatchBegin?.(batch, pass))
      if (version !== state.version) {
        // a callback, or what reads the dataset, has changed the weights
        version = state.version
        feeds = state.feeds('weight')
      }
      const { steps, rows } = given
      for (const outputs of await pace.timed(given, () => run(given))) means.add(outputs, rows / steps)
      for (const callback of watching) await turn.lend(() => callback.onTestBatchEnd?.(batch, means.get(), pass))
      batch += steps
    }
    return means
  })
  for (const callback of callbacks) await callback.onTestEnd?.(means.get(), pass)
  return means.get(prefix)
}
