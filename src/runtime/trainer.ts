import type { TensorData } from '../codegen/ir/value.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { Predicted, RowsSentence, SampleSentence, TargetKind, TargetSentence } from '../shapes/data.js'
import type { Guard, Shape } from '../shapes/dim.js'
import { checkBatchSize, type Dataset, dataset, identityOrder, RowGatherer, samples } from './batches.js'
import type { Callback, Run } from './callback.js'
import { type History, targetSample, trainEpochs } from './fit.js'
import { Means } from './means.js'
import type { Program } from './program.js'
import { progress } from './progress.js'
import { encodeTensors, readTensors, writeAtomically } from './safetensors.js'
import { allocate, nativeTensor, Session, type SessionOptions } from './session.js'
import { TrainingState } from './state.js'
import { Tensor } from './tensor.js'
import { requireSameTensors } from './weights-file.js'

export interface TrainerOptions extends SessionOptions {
  /** All randomness follows from it: first weights, shuffling, dropout; default 0. */
  readonly seed?: number | undefined
}

export interface FitOptions {
  /** Passes over the data; default 1. */
  readonly epochs?: number
  /** Rows in a step; default 32. The last step of an epoch takes what is left. */
  readonly batchSize?: number
  /** Draws the rows in a new order each epoch; default true. */
  readonly shuffle?: boolean
  /** Data to evaluate after each epoch: [x, y]. */
  readonly validationData?: readonly [x: Tensor, y: Tensor]
  /** The share at the data's end to hold back for that. */
  readonly validationSplit?: number
  readonly callbacks?: readonly Callback[]
  /** 1 (default) shows progress, 0 does not. */
  readonly verbose?: 0 | 1
  /** The epoch to start from, where a run is continued; default 0. */
  readonly initialEpoch?: number
  /** Ends the run after the current step, with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface BatchOptions {
  /** Rows in a run; default 32. */
  readonly batchSize?: number
}

type Runs = 'step' | 'evaluation' | 'prediction'

/** A compiled model with its weights and optimizer state. Owns native sessions: call `release` when done. */
export class Trainer<I extends Shape = Shape, O extends Shape = Shape, K extends TargetKind = TargetKind> {
  private readonly sessions = new Map<Runs, Promise<Session>>()
  private busy: string | undefined
  private released = false
  private epochs = 0
  /** Step size of the optimizer; callbacks and schedules may change it at any time. */
  learningRate: number

  private constructor(
    private readonly program: Program,
    private readonly options: TrainerOptions,
    private readonly state: TrainingState,
    readonly seed: number,
  ) {
    this.learningRate = program.learningRate
  }

  static async create(program: Program, options: TrainerOptions = {}): Promise<Trainer> {
    const { seed = 0 } = options
    if (!(Number.isInteger(seed) && Math.abs(seed) < 2 ** 31))
      throw new RangeError(`seed must be an integer below 2^31, got ${seed}`)
    const trainer = new Trainer(program, options, await TrainingState.create(program.state, seed), seed)
    if (options.device && options.device !== 'cpu') await trainer.session('step')
    return trainer
  }

  /** Trains on x [rows, …] and y [rows, …]. An error or an abort leaves the state of the last whole step. */
  async fit<X extends Shape, Y extends Shape>(
    x: Guard<SampleSentence<'fit', I, X>, Tensor<X>>,
    y: Guard<TargetSentence<'fit', K, O, Y>, Guard<RowsSentence<'fit', X, Y>, Tensor<Y>>>,
    options: FitOptions = {},
  ): Promise<History> {
    const { epochs = 1, batchSize = 32, shuffle = true, initialEpoch = 0, verbose = 1, callbacks = [] } = options
    if (!(Number.isInteger(epochs) && epochs > 0))
      throw new RangeError(`fit: epochs must be a positive integer, got ${epochs}`)
    checkBatchSize('fit', batchSize)
    const { training, validation } = this.split(x as TensorData, y as TensorData, options)
    const run = this.run(epochs, Math.ceil(training.rows / batchSize), initialEpoch)
    return this.exclusively('fit', async () =>
      trainEpochs({
        program: this.program,
        session: await this.session('step'),
        state: this.state,
        seed: this.seed,
        epochsBefore: this.epochs,
        run,
        callbacks: verbose === 0 ? callbacks : [...callbacks, progress()],
        batchSize,
        shuffled: shuffle,
        data: training,
        signal: options.signal,
        ...(validation && { validate: () => this.evaluateData(validation, batchSize, 'val_') }),
        epochDone: () => {
          this.epochs += 1
        },
      }),
    )
  }

  /** The loss and the metrics on x and y, without training. */
  async evaluate<X extends Shape, Y extends Shape>(
    x: Guard<SampleSentence<'evaluate', I, X>, Tensor<X>>,
    y: Guard<TargetSentence<'evaluate', K, O, Y>, Guard<RowsSentence<'evaluate', X, Y>, Tensor<Y>>>,
    { batchSize = 32 }: BatchOptions = {},
  ): Promise<{ readonly loss: number } & Readonly<Record<string, number>>> {
    checkBatchSize('evaluate', batchSize)
    const data = dataset('evaluate', this.program, x as TensorData, y as TensorData)
    const figures = await this.exclusively('evaluate', () => this.evaluateData(data, batchSize, ''))
    return figures as { readonly loss: number } & Readonly<Record<string, number>>
  }

  /** The model's output for each row of x. */
  async predict<X extends Shape>(
    x: Guard<SampleSentence<'predict', I, X>, Tensor<X>>,
    { batchSize = 32 }: BatchOptions = {},
  ): Promise<Tensor<Predicted<O, X>, 'float32'>> {
    checkBatchSize('predict', batchSize)
    const { program, state } = this
    const data = x as TensorData
    samples('predict', program, data)
    const result = await this.exclusively('predict', async () => {
      const session = await this.session('prediction')
      const parts: Float32Array[] = []
      let sample: readonly number[] = []
      for (const rows of batchesOf(data.shape[0] as number, batchSize)) {
        const batch = new RowGatherer(data, program.input.dtype, data.shape.slice(1), rows.length).gather(rows)
        const outputs = await session.run(
          { ...state.feeds('weight'), [program.input.name]: await nativeTensor(batch) },
          { [program.output.name]: null },
        )
        const output = outputs[program.output.name] as unknown as TensorData & { readonly dims: readonly number[] }
        parts.push(output.data as Float32Array)
        sample = output.dims.slice(1)
      }
      return { parts, sample }
    })
    const all = allocate(
      'float32',
      result.parts.reduce((size, part) => size + part.length, 0),
    ) as Float32Array
    let at = 0
    for (const part of result.parts) {
      all.set(part, at)
      at += part.length
    }
    return new Tensor(all, [data.shape[0] as number, ...result.sample], 'float32')
  }

  /** Copies of the weights, by name. */
  weights(): Map<string, TensorData> {
    return this.state.snapshot('weight')
  }

  /** Replaces the weights; names and shapes must be the model's. */
  setWeights(weights: ReadonlyMap<string, TensorData>): void {
    this.checkUsable('setWeights')
    requireSameTensors('setWeights', this.state.snapshot('weight'), weights)
    this.state.restore(weights)
  }

  /** Writes the weights as a safetensors file. */
  async saveWeights(path: string): Promise<void> {
    await writeAtomically(path, encodeTensors({ tensors: this.weights(), metadata: { format: 'tenon-weights' } }))
  }

  /** Reads weights written by saveWeights, for a model of the same layers. */
  async loadWeights(path: string): Promise<void> {
    this.checkUsable('loadWeights')
    const { tensors } = await readTensors(path)
    requireSameTensors(path, this.state.snapshot('weight'), tensors)
    this.state.restore(tensors)
  }

  /** Writes everything that training continues from: weights, optimizer state, step count, learning rate, epochs, seed. */
  async saveState(path: string): Promise<void> {
    const metadata = {
      format: 'tenon-state',
      seed: String(this.seed),
      learningRate: String(this.learningRate),
      epochs: String(this.epochs),
    }
    await writeAtomically(path, encodeTensors({ tensors: this.state.snapshot(), metadata }))
  }

  /** Reads a state written by saveState: training goes on exactly as if it had never stopped. */
  async loadState(path: string): Promise<void> {
    this.checkUsable('loadState')
    const { tensors, metadata } = await readTensors(path)
    const [seed, learningRate, epochs] = ['seed', 'learningRate', 'epochs'].map((key) => Number(metadata[key])) as [
      number,
      number,
      number,
    ]
    if (metadata['format'] !== 'tenon-state' || ![seed, learningRate, epochs].every(Number.isFinite)) {
      throw new Error(`${path} does not hold a training state; for weights alone use loadWeights`)
    }
    if (seed !== this.seed)
      throw new Error(`${path} was saved with seed ${seed}; compile with that seed, not ${this.seed}`)
    requireSameTensors(path, this.state.snapshot(), tensors)
    this.state.restore(tensors)
    this.learningRate = learningRate
    this.epochs = epochs
  }

  /** The inference graph, weights inside: input to output. */
  exportInference(): CompiledGraph {
    return this.program.inference(this.weights())
  }

  /** The training graph, with the current state as the default of its state inputs. */
  exportTraining(): CompiledGraph {
    return this.program.training(this.state.snapshot())
  }

  /** Writes the inference graph as an ONNX file. */
  async saveInference(path: string): Promise<void> {
    await writeAtomically(path, this.exportInference().model)
  }

  /** Writes the training graph as an ONNX file. */
  async saveTraining(path: string): Promise<void> {
    await writeAtomically(path, this.exportTraining().model)
  }

  /** Frees the native sessions. Using the trainer afterwards is an error; releasing it again is not. */
  async release(): Promise<void> {
    if (this.busy) throw new Error(`release: ${this.busy} is still running; wait for it or abort it first`)
    this.released = true
    const sessions = await Promise.allSettled(this.sessions.values())
    this.sessions.clear()
    for (const session of sessions) if (session.status === 'fulfilled') await session.value.release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }

  private run(epochs: number, stepsPerEpoch: number, initialEpoch: number): Run {
    const trainer = this
    return {
      epochs,
      stepsPerEpoch,
      initialEpoch,
      stopTraining: false,
      get learningRate() {
        return trainer.learningRate
      },
      set learningRate(rate: number) {
        trainer.learningRate = rate
      },
      saveWeights: () => trainer.state.snapshot('weight'),
      restoreWeights: (saved) => trainer.state.restore(saved as Map<string, TensorData>),
    }
  }

  private split(x: TensorData, y: TensorData, { validationData, validationSplit }: FitOptions) {
    const data = dataset('fit', this.program, x, y)
    if (validationData) {
      return {
        training: data,
        validation: dataset('fit: validationData', this.program, validationData[0], validationData[1]),
      }
    }
    if (validationSplit === undefined || validationSplit === 0) return { training: data, validation: undefined }
    const kept = Math.floor(data.rows * (1 - validationSplit))
    if (!(validationSplit > 0 && validationSplit < 1) || kept < 1 || kept >= data.rows) {
      throw new RangeError(
        `fit: validationSplit must be in (0, 1) and leave rows on both sides of ${data.rows}, got ${validationSplit}`,
      )
    }
    return { training: partOf(data, 0, kept), validation: partOf(data, kept, data.rows) }
  }

  private async evaluateData(data: Dataset, batchSize: number, prefix: string): Promise<Record<string, number>> {
    const { program, state } = this
    const session = await this.session('evaluation')
    const means = new Means(['loss', ...program.metrics])
    const size = Math.min(batchSize, data.rows)
    const gatherX = new RowGatherer(data.x, program.input.dtype, data.x.shape.slice(1), size)
    const gatherY = new RowGatherer(data.y, program.target.dtype, targetSample(program, data.y), size)
    for (const rows of batchesOf(data.rows, batchSize)) {
      const outputs = await session.run(
        {
          ...state.feeds('weight'),
          [program.input.name]: await nativeTensor(gatherX.gather(rows)),
          [program.target.name]: await nativeTensor(gatherY.gather(rows)),
        },
        Object.fromEntries(['loss', ...program.metrics].map((name) => [name, null])),
      )
      means.add(outputs as never, rows.length)
    }
    return means.get(prefix)
  }

  private session(kind: Runs): Promise<Session> {
    this.checkUsable(kind)
    const known = this.sessions.get(kind)
    if (known) return known
    const made = Session.create(this.program[kind](), this.options)
    this.sessions.set(kind, made)
    made.catch(() => this.sessions.delete(kind))
    return made
  }

  private checkUsable(call: string): void {
    if (this.released) throw new Error(`${call}: this trainer has been released; compile the model again`)
  }

  private async exclusively<T>(call: string, work: () => Promise<T>): Promise<T> {
    this.checkUsable(call)
    if (this.busy) throw new Error(`${call}: ${this.busy} is still running on this trainer; await it first`)
    this.busy = call
    try {
      return await work()
    } finally {
      this.busy = undefined
    }
  }
}

function* batchesOf(rows: number, batchSize: number): Generator<Uint32Array> {
  const order = identityOrder(rows)
  for (let start = 0; start < rows; start += batchSize) yield order.subarray(start, Math.min(start + batchSize, rows))
}

const partOf = ({ x, y }: Dataset, start: number, end: number): Dataset => {
  const cut = ({ data, shape, dtype }: TensorData): TensorData => {
    const size = shape.slice(1).reduce((a, b) => a * b, 1)
    return { data: data.subarray(start * size, end * size), shape: [end - start, ...shape.slice(1)], dtype }
  }
  return { x: cut(x), y: cut(y), rows: end - start }
}
