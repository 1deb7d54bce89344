import type { TensorData } from '../codegen/ir/value.js'
import { checkBatchSize, type Dataset, identityOrder, RowGatherer } from './batches.js'
import type { Callback, Logs, Run } from './callback.js'
import { Means, scalarOf } from './means.js'
import type { Program } from './program.js'
import { createRandom, shuffle } from './random.js'
import { type NativeTensor, nativeTensor, type Session } from './session.js'
import type { TrainingState } from './state.js'

/** Figures of every epoch, by name. */
export interface History {
  readonly epoch: readonly number[]
  readonly history: Readonly<Record<string, readonly number[]>>
}

/** What one run of fit works on. */
export interface FitSite {
  readonly program: Program
  readonly session: Session
  readonly state: TrainingState
  readonly seed: number
  /** Epochs trained before this run, which the shuffling follows from. */
  readonly epochsBefore: number
  readonly run: Run
  readonly callbacks: readonly Callback[]
  readonly batchSize: number
  readonly shuffled: boolean
  readonly data: Dataset
  readonly signal: AbortSignal | undefined
  validate?(): Promise<Record<string, number>>
  /** Called after each whole epoch. */
  epochDone(): void
}

/** The training loop: epochs of steps, validation after each, callbacks throughout. */
export const trainEpochs = async (site: FitSite): Promise<History> => {
  const { program, run, callbacks, data, batchSize } = site
  checkBatchSize('fit', batchSize)
  const epochs: number[] = []
  const history: Record<string, number[]> = {}
  const gather = {
    x: new RowGatherer(data.x, program.input.dtype, data.x.shape.slice(1), Math.min(batchSize, data.rows)),
    y: new RowGatherer(data.y, program.target.dtype, targetSample(program, data.y), Math.min(batchSize, data.rows)),
  }
  let logs: Logs = {}
  for (const callback of callbacks) await callback.onTrainBegin?.(run)
  try {
    for (let epoch = run.initialEpoch; epoch < run.epochs && !run.stopTraining; epoch++) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, run)
      const order = identityOrder(data.rows)
      if (site.shuffled)
        shuffle(order, createRandom(site.seed, `shuffle/${site.epochsBefore + epoch - run.initialEpoch}`))
      const means = await trainEpoch(site, gather, order, epoch)
      logs = { ...means.get(), ...(site.validate && (await site.validate())) }
      site.epochDone()
      epochs.push(epoch)
      for (const [name, value] of Object.entries(logs)) history[name] = [...(history[name] ?? []), value]
      for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, run)
    }
  } finally {
    for (const callback of callbacks) await callback.onTrainEnd?.(logs, run)
  }
  return { epoch: epochs, history }
}

interface Gatherers {
  readonly x: RowGatherer
  readonly y: RowGatherer
}

const trainEpoch = async (site: FitSite, gather: Gatherers, order: Uint32Array, epoch: number): Promise<Means> => {
  const { program, run, callbacks, batchSize, signal } = site
  const means = new Means(['loss', ...program.metrics])
  for (let batch = 0; batch * batchSize < order.length && !run.stopTraining; batch++) {
    signal?.throwIfAborted()
    for (const callback of callbacks) await callback.onTrainBatchBegin?.(batch, run)
    const rows = order.subarray(batch * batchSize, Math.min((batch + 1) * batchSize, order.length))
    const outputs = await step(
      site,
      gather.x.gather(rows),
      gather.y.gather(rows),
      `epoch ${epoch + 1}, step ${batch + 1}`,
    )
    means.add(outputs, rows.length)
    for (const callback of callbacks) await callback.onTrainBatchEnd?.(batch, means.get(), run)
  }
  return means
}

/** One step; the state changes only if its loss is finite. */
const step = async ({ program, session, state, run, seed }: FitSite, x: TensorData, y: TensorData, at: string) => {
  const changed = session.stateOutputs
  const outputs = await session.run(
    {
      ...state.feeds(),
      [program.input.name]: await nativeTensor(x),
      [program.target.name]: await nativeTensor(y),
      learning_rate: await nativeTensor({ dtype: 'float32', shape: [], data: Float32Array.of(run.learningRate) }),
      seed: await nativeTensor({ dtype: 'int32', shape: [], data: Int32Array.of(seed) }),
    },
    { loss: null, ...Object.fromEntries(program.metrics.map((name) => [name, null])), ...state.targets(changed) },
  )
  const loss = scalarOf(outputs as Record<string, NativeTensor>, 'loss')
  if (!Number.isFinite(loss)) {
    throw new Error(
      `fit: the loss is ${loss} at ${at}; the weights are as before that step. Try a smaller learning rate, clipnorm, or scaled data`,
    )
  }
  state.commit(changed)
  return outputs as Record<string, NativeTensor>
}

/** The sample shape that the graph takes: class indices lose a last axis of length 1. */
export const targetSample = ({ target }: Program, y: TensorData): number[] => {
  const sample = y.shape.slice(1)
  return sample.length + 1 > target.shape.length ? sample.slice(0, -1) : sample
}
