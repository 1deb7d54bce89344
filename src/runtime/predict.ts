import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import { formatShape } from '../shapes/format.js'
import type { Batch } from './batch-source.js'
import { BatchFeeder, batchesOf, identityOrder, wholeSamples } from './batches.js'
import { orAborted } from './check-signal.js'
import { checkedSamples, type Samples } from './checked-data.js'
import { Dataset } from './data/dataset.js'
import { batchesIn, streamedSamples } from './data/stream.js'
import { elementCount } from './elements.js'
import { lentBatches } from './lent-batches.js'
import { hostTensor, type NativeTensor } from './native-tensor.js'
import type { Arrangement, PredictionProgram } from './program.js'
import type { RoamingSession } from './roaming-session.js'
import type { PredictionSite } from './site.js'
import type { TrainingState } from './state.js'
import { Tensor } from './tensor.js'
import { type BatchOptions, batchSizeOf } from './trainer-options.js'
import { passOf } from './training-run.js'

/** What to predict, checked; of a dataset as it comes. */
interface Predicted {
  readonly batches: Iterable<Batch> | AsyncIterable<Batch>
  /** How many batches there are; Infinity where that is not known. */
  readonly steps: number
  /** How many rows there will be, where that is known. */
  readonly rows: number | undefined
}

/** What follows a prediction, and what ends it. */
type Watched = Pick<BatchOptions, 'callbacks' | 'signal'>

/** The model's outputs for each row of x, tensors or a dataset, as it arranges them, the weights as they are. */
export const predictAll = async (
  site: PredictionSite,
  x: unknown,
  options: BatchOptions,
): Promise<Tensor | Tensor[] | Record<string, Tensor>> => {
  const call = 'predict'
  const batchSize = batchSizeOf(call, options, {})
  const { program, state } = site
  if (!(x instanceof Dataset)) return predictRows(site, checkedSamples(call, program, x), batchSize, options)
  const how = { call, batchSize: options.batchSize, seed: () => state.seed, signal: options.signal, epoch: () => 0 }
  return predictBatches(
    site,
    { batches: streamedSamples(program, x, how), steps: batchesIn(x, options.batchSize), rows: x.source.rows() },
    options,
  )
}

/** The same for samples that have been checked. */
export const predictRows = (
  site: PredictionSite,
  samples: Samples,
  batchSize: number,
  options?: Watched,
): Promise<Tensor | Tensor[] | Record<string, Tensor>> => {
  const { rows } = samples
  if (rows <= batchSize && !options?.callbacks?.length) return predictOnce(site, samples, options?.signal)
  const batches = batchesOfSamples(site.program, samples, batchSize)
  return predictBatches(site, { batches, steps: Math.ceil(rows / batchSize), rows }, options)
}

/** How many elements of an input are kept in memory for the next prediction. */
const mostKept = 2 ** 16

/** One batch that nobody watches. What surrounds many would take longer than a small model does. */
const predictOnce = (
  { program, state, turns, prediction }: PredictionSite,
  samples: Samples,
  signal: AbortSignal | undefined,
) =>
  turns.take(async (turn) => {
    const session = await orAborted(turn.lastingFor(prediction(samples.rows)), signal)
    signal?.throwIfAborted()
    const { x, rows } = samples
    const buffers = x.every(({ data }) => data.length <= mostKept) ? session.buffers : undefined
    const feeds = wholeSamples(program, samples, weightsOf(session, program, state), buffers)
    const given = await session.run(feeds, rows)
    return arrangedAs(
      program.outputArrangement,
      program.outputs.map(({ name }) => {
        const { shape, data } = batchRows(name, given[name] as NativeTensor, rows)
        return [name, new Tensor(data instanceof Float32Array ? data : asFloats(data), shape, 'float32')]
      }),
    )
  })

const asFloats = (data: TypedArray): Float32Array => {
  const floats = new Float32Array(data.length)
  floats.set(data as Float32Array)
  return floats
}

function* batchesOfSamples(program: PredictionProgram, samples: Samples, batchSize: number): Generator<Batch> {
  const feeder = new BatchFeeder(program, samples, batchSize)
  for (const rows of batchesOf(identityOrder(samples.rows), batchSize)) {
    yield { steps: 1, rows: rows.length, gather: (feeds) => feeder.gather(rows, feeds) }
  }
}

const predictBatches = async (
  { program, state, turns, prediction }: PredictionSite,
  { batches, steps, rows: count = 0 }: Predicted,
  { callbacks = [], signal }: Watched = {},
): Promise<Tensor | Tensor[] | Record<string, Tensor>> => {
  const pass = passOf(state, () => steps)
  const watching = callbacks.filter((callback) => callback.onPredictBatchBegin || callback.onPredictBatchEnd)
  for (const callback of callbacks) await callback.onPredictBegin?.(pass)
  const outputs = await turns.take(async (turn) => {
    // that of an endless dataset tells nothing of a run
    const rows = Number.isFinite(count) ? count : undefined
    let session = await orAborted(turn.lastingFor(prediction(rows)), signal)
    let { version } = state
    const collected = program.outputs.map(({ name }) => ({ name, rows: new Rows(name, count) }))
    let feeds = weightsOf(session, program, state)
    let batch = 0
    for await (const given of lentBatches(turn, batches)) {
      signal?.throwIfAborted()
      for (const callback of watching) await turn.lend(() => callback.onPredictBatchBegin?.(batch, pass))
      if (version !== state.version) {
        // a callback, or what reads the dataset, has set weights
        version = state.version
        session = await orAborted(turn.lastingFor(prediction(given.rows)), signal)
        feeds = weightsOf(session, program, state)
      }
      const outputs = await session.run(given.gather(feeds), given.rows)
      for (const { name, rows } of collected) rows.add(outputs[name] as NativeTensor, given.rows)
      for (const callback of watching) await turn.lend(() => callback.onPredictBatchEnd?.(batch, pass))
      batch += 1
    }
    return arrangedAs(
      program.outputArrangement,
      collected.map(({ name, rows }) => [name, rows.get()]),
    )
  })
  for (const callback of callbacks) await callback.onPredictEnd?.(pass)
  return outputs
}

/** The weights that a session takes: of a submodel only some of all, and none where it holds them. */
const weightsOf = (
  { inputs }: RoamingSession,
  program: PredictionProgram,
  state: TrainingState,
): Record<string, NativeTensor> => {
  if (inputs.length === program.inputs.length) return {}
  const taken = new Set(inputs.map(({ name }) => name))
  return Object.fromEntries(Object.entries(state.feeds('weight')).filter(([name]) => taken.has(name)))
}

const arrangedAs = (
  arrangement: Arrangement,
  outputs: readonly (readonly [name: string, tensor: Tensor])[],
): Tensor | Tensor[] | Record<string, Tensor> => {
  if (arrangement === 'named') return Object.fromEntries(outputs)
  const tensors = outputs.map(([, tensor]) => tensor)
  return arrangement === 'list' ? tensors : (tensors[0] as Tensor)
}

/** An output of a batch. Throws Error where its first axis is not these so many samples. */
const batchRows = (name: string, batch: NativeTensor, samples: number): TensorData => {
  const tensor = hostTensor(batch)
  if (tensor.shape[0] === samples) return tensor
  throw new Error(
    `predict: output ${name} of a batch of ${samples} is ${formatShape(tensor.shape)}; it must begin with a row for each sample`,
  )
}

/** Joins the rows of batches. */
class Rows {
  private all = new Float32Array()
  private sample: readonly number[] | undefined
  private at = 0
  private rows = 0

  constructor(
    private readonly name: string,
    /** How many there will be, if that is known; else 0. */
    private readonly expected: number,
  ) {}

  /** Throws Error as `batchRows` does, and where samples differ in shape from those before. */
  add(batch: NativeTensor, samples: number): void {
    const { shape, data } = batchRows(this.name, batch, samples)
    this.sample ??= shape.slice(1)
    if (this.sample.some((dim, axis) => dim !== shape[axis + 1])) {
      throw new Error(
        `predict: output ${this.name} is ${formatShape(shape.slice(1))} in one batch and ${formatShape(this.sample)} in those before; predict them one by one`,
      )
    }
    this.rows += samples
    const size = elementCount(this.sample)
    if (this.rows * size > this.all.length) {
      const larger = new Float32Array(Math.max(this.expected * size, this.rows * size, 2 * this.all.length))
      larger.set(this.all)
      this.all = larger
    }
    this.all.set(data as Float32Array, this.at)
    this.at += data.length
  }

  get(): Tensor {
    return new Tensor(
      this.all.length === this.at ? this.all : this.all.slice(0, this.at),
      [this.rows, ...(this.sample ?? [])],
      'float32',
    )
  }
}
