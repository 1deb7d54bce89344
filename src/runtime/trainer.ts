/// <reference lib="esnext.disposable" preserve="true" />
import type { TensorData } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import { describeValue } from '../shapes/describe-value.js'
import { batchesInMemory } from './batch-source.js'
import { checkedData, checkedSamples } from './checked-data.js'
import { checkedTensor } from './checked-tensor.js'
import { readState, readWeights, writeState, writeWeights } from './checkpoint.js'
import { weighClasses } from './class-weight.js'
import type { Dataset } from './data/dataset.js'
import type {
  EvaluateArguments,
  FitArguments,
  PredictionsOf,
  SamplesOrDataset,
  SamplesOrRows,
} from './dataset-arguments.js'
import { evaluateData, evaluateOnce } from './evaluate.js'
import { type History, trainEpochs } from './fit.js'
import type { DatasetFitOptions, FitOptions } from './fit-options.js'
import { planFit } from './fit-plan.js'
import { predictAll, predictRows } from './predict.js'
import { Predictor, type Typed } from './predictor.js'
import type { Program } from './program.js'
import { requireFinite, requireSameShapes } from './same-tensors.js'
import { Sessions } from './sessions.js'
import type { Site } from './site.js'
import { TrainingState } from './state.js'
import type {
  ClassWeights,
  Judged,
  Kinds,
  Predictions,
  Samples,
  SampleWeights,
  Shapes,
  SomeTensors,
  Targets,
  Tensors,
} from './tensor-arguments.js'
import { trainBatch } from './train-batch.js'
import {
  type BatchOptions,
  checkedEvaluation,
  checkedInference,
  checkedTraining,
  type EvaluationOptions,
  type InferenceOptions,
  type TestOnBatchOptions,
  type TrainerOptions,
  type TrainingOptions,
  type TrainOnBatchOptions,
} from './trainer-options.js'
import { TrainingRun } from './training-run.js'
import { Turns } from './turns.js'
import { writeAtomically } from './write-atomically.js'

export type { DatasetFitOptions, FitOptions }

/** The loss and the metrics, by name. */
export type Figures = { readonly loss: number } & Readonly<Record<string, number>>

/**
 * A compiled model with its weights and optimizer state. Fit, evaluate and predict take turns, so that each sees weights
 * that stand still. It owns native sessions, made when first needed: call `release` when done, or hold it with `await using`.
 */
// biome-ignore-start lint/suspicious/noExplicitAny: a bare Trainer is one of any model
export class Trainer<I extends Shapes = any, O extends Shapes = any, K extends Kinds = any> {
  // biome-ignore-end lint/suspicious/noExplicitAny: a bare Trainer is one of any model
  private readonly sessions: Sessions
  private readonly site: Site
  private fitting = false
  /** Calls of trainOnBatch that run. */
  private steps = 0
  private released = false
  private readonly predictors = new Set<{ release(): Promise<void> }>()

  private constructor(
    private readonly program: Program,
    private readonly options: TrainerOptions,
    private readonly state: TrainingState,
  ) {
    this.sessions = new Sessions(program, options, state)
    const { stepsPerExecution = 'auto' } = options
    this.site = {
      program,
      state,
      turns: new Turns(),
      stepsPerExecution: stepsPerExecution === 'auto' ? undefined : stepsPerExecution,
      session: (...which) => this.sessions.get(...which),
      evaluation: (...which) => this.sessions.evaluation(...which),
      prediction: (rows) => this.sessions.prediction(rows),
      thread: this.sessions.thread,
    }
  }

  static async create(program: Program, options: TrainerOptions = {}): Promise<Trainer> {
    const { stepsPerExecution = 'auto' } = options
    if (stepsPerExecution !== 'auto' && !(Number.isInteger(stepsPerExecution) && stepsPerExecution > 0)) {
      throw new RangeError(
        `compile: stepsPerExecution must be 'auto' or a positive integer, got ${describeValue(stepsPerExecution)}`,
      )
    }
    const trainer = new Trainer(program, options, TrainingState.create(program, options.seed ?? 0))
    // a device that is not there is known now, not after the data have been read
    if (options.device !== undefined && options.device !== 'cpu') await trainer.sessions.get('step', false)
    return trainer
  }

  /** What all randomness follows from. */
  get seed(): number {
    return this.state.seed
  }

  /**
   * Step size of the optimizer, of the next step where it follows a schedule; may be changed at any time, also by callbacks, unless a
   * schedule computes it: then setting it throws TypeError.
   */
  get learningRate(): number {
    return this.state.learningRate
  }

  set learningRate(rate: number) {
    this.state.learningRate = rate
  }

  /**
   * Trains on x [rows, …] and y [rows, …]: a tensor or nested arrays each, and of a model with several inputs or outputs one for each
   * input, and for each output that has a loss, in a list or by name as the model has them; or on a dataset, `fit(dataset, options)`.
   * Throws, before anything runs, for data or options that do not fit, of a dataset for what can be read beforehand; and where a
   * loss, or a weight after an epoch, is not finite. An error or an abort leaves the state of the last whole step. With backupAndRestore
   * among the callbacks it goes on from a backup, and rejects with InterruptedError after Ctrl-C or SIGTERM.
   */
  async fit<
    const X extends Tensors<I> | Dataset,
    const Y extends Tensors<Judged<O, K>>,
    const VX extends Tensors<I>,
    const VY extends Tensors<Judged<O, K>>,
    const VW extends SomeTensors<Judged<O, K>>,
    const W extends SomeTensors<Judged<O, K>>,
    V extends Dataset | readonly unknown[] = readonly [],
  >(x: SamplesOrDataset<'fit', I, O, K, X>, ...rest: FitArguments<I, O, K, X, Y, W, VX, VY, VW, V>): Promise<History> {
    this.checkUsable('fit')
    this.checkAlone('fit')
    this.fitting = true
    try {
      const plan = await planFit(this.site, x, rest)
      try {
        return await trainEpochs(this.site, plan, new TrainingRun(this.site, this, plan))
      } finally {
        await plan.training.close()
        await plan.validation?.close()
      }
    } finally {
      this.fitting = false
    }
  }

  /** The loss and the metrics on x and y, or a dataset, without training, over all rows, penalties of the weights included. */
  async evaluate<
    const X extends Tensors<I> | Dataset,
    const Y extends Tensors<Judged<O, K>>,
    const W extends SomeTensors<Judged<O, K>>,
  >(x: SamplesOrDataset<'evaluate', I, O, K, X>, ...rest: EvaluateArguments<I, O, K, X, Y, W>): Promise<Figures> {
    this.checkUsable('evaluate')
    return (await evaluateOnce(this.site, x, rest)) as Figures
  }

  /**
   * One step on these rows, of which there may be any number each time; returns their loss and metrics as of before the step. Throws as
   * fit does, and DivergenceError for a loss that is not finite, which leaves the state as it was.
   */
  async trainOnBatch<
    const X extends Tensors<I>,
    const Y extends Tensors<Judged<O, K>>,
    const W extends SomeTensors<Judged<O, K>>,
  >(
    x: Samples<'trainOnBatch', I, X>,
    y: Targets<'trainOnBatch', I, O, K, X, Y>,
    options: TrainOnBatchOptions<SampleWeights<'trainOnBatch', I, O, K, X, W>, ClassWeights<'trainOnBatch', O, K>> = {},
  ): Promise<Figures> {
    this.checkUsable('trainOnBatch')
    checkOptions<TrainOnBatchOptions<unknown, unknown>>('trainOnBatch', options, {
      sampleWeight: true,
      classWeight: true,
    })
    this.checkAlone('trainOnBatch')
    const data = checkedData('trainOnBatch', this.program, x, y, options.sampleWeight)
    this.steps += 1
    try {
      return (await trainBatch(
        this.site,
        weighClasses('trainOnBatch', this.program, data, options.classWeight),
      )) as Figures
    } finally {
      this.steps -= 1
    }
  }

  /** The loss and the metrics on these rows, in one run, without training. */
  async testOnBatch<
    const X extends Tensors<I>,
    const Y extends Tensors<Judged<O, K>>,
    const W extends SomeTensors<Judged<O, K>>,
  >(
    x: Samples<'testOnBatch', I, X>,
    y: Targets<'testOnBatch', I, O, K, X, Y>,
    options: TestOnBatchOptions<SampleWeights<'testOnBatch', I, O, K, X, W>> = {},
  ): Promise<Figures> {
    this.checkUsable('testOnBatch')
    checkOptions<TestOnBatchOptions<unknown>>('testOnBatch', options, { sampleWeight: true })
    const data = checkedData('testOnBatch', this.program, x, y, options.sampleWeight)
    return (await evaluateData(this.site, batchesInMemory(this.program, data, data.rows))) as Figures
  }

  /** The model's output for each row of x, in one run. */
  async predictOnBatch<const X extends Tensors<I>>(x: Samples<'predictOnBatch', I, X>): Promise<Predictions<O, I, X>> {
    this.checkUsable('predictOnBatch')
    const samples = checkedSamples('predictOnBatch', this.program, x)
    return (await predictRows(this.site, samples, samples.rows)) as Predictions<O, I, X>
  }

  /** The model's output for each row of x, tensors or a dataset; all of them, in a list or by name, where it has several. */
  async predict<const X extends Tensors<I> | Dataset>(
    x: SamplesOrRows<'predict', I, X>,
    options: BatchOptions = {},
  ): Promise<PredictionsOf<O, I, X>> {
    this.checkUsable('predict')
    return (await predictAll(this.site, x, options)) as PredictionsOf<O, I, X>
  }

  /**
   * Another model of layers that this one has, such as the part of it up to a tensor in its midst: it predicts with the weights that
   * are trained here, and is released with this trainer unless it is before. Throws TypeError for what is no model, and for one with
   * other weights.
   */
  submodel<PI extends Shapes, PO extends Shapes>(part: Typed<PI, PO>): Predictor<PI, PO> {
    this.checkUsable('submodel')
    const predictor = new Predictor<PI, PO>(this.program.submodel(part), this.options, this.site, {
      checkUsable: (call) => this.checkUsable(call),
      forget: (released) => this.predictors.delete(released),
    })
    this.predictors.add(predictor)
    return predictor
  }

  /** Copies of the weights, by name. */
  weights(): Map<string, TensorData> {
    this.checkUsable('weights')
    return this.state.snapshot('weight')
  }

  /**
   * Replaces the weights, after what runs now: by these values, whatever becomes of the arrays meanwhile. Throws at once unless
   * names, dtypes and shapes are the model's, and when its turn comes unless all numbers are finite. In a run of fit, callbacks may call it.
   */
  async setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void> {
    this.checkUsable('setWeights')
    if (!(weights instanceof Map)) {
      throw new TypeError('setWeights: expected a Map of tensors by name, as weights() gives it')
    }
    const given = new Map([...weights].map(([name, tensor]) => [name, checkedTensor('setWeights', name, tensor)]))
    requireSameShapes('setWeights', this.state.shapes('weight'), given)
    const own = new Map([...given].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]))
    await this.site.turns.take(async () => {
      await requireFinite('setWeights', own)
      this.state.adopt(own)
    })
  }

  /** Writes the weights, as they are after what runs now, as a safetensors file, whole or not at all. */
  async saveWeights(path: string): Promise<void> {
    this.checkUsable('saveWeights')
    await writeWeights(path, this.site)
  }

  /** Reads weights written by saveWeights, for a model of the same layers. Throws, naming the tensors, where any differ. */
  async loadWeights(path: string): Promise<void> {
    this.checkUsable('loadWeights')
    const weights = await readWeights(path, this.state)
    await this.site.turns.take(async () => this.state.adopt(weights))
  }

  /**
   * Writes everything that training continues from, as it is after what runs now: weights, optimizer state, step count, learning
   * rate, seed, and how many epochs are done, which the order of the rows follows from.
   */
  async saveState(path: string): Promise<void> {
    this.checkUsable('saveState')
    await writeState(path, this.site)
  }

  /**
   * Reads a state written by saveState, with its seed: training goes on, bit for bit, as if it had never stopped. With `useEma` the
   * weights take their averages at the end of `fit`: there a state that is to go on is saved in `onEpochEnd`.
   */
  async loadState(path: string): Promise<void> {
    this.checkUsable('loadState')
    const { tensors, seed, learningRate, epochs } = await readState(path, this.state)
    await this.site.turns.take(async () => {
      this.state.adopt(tensors)
      Object.assign(this.state, { seed, epochs, ...(learningRate !== undefined && { learningRate }) })
    })
  }

  /** The inference graph, weights inside: input to output. */
  exportInference(options: InferenceOptions = {}): CompiledGraph {
    this.checkUsable('exportInference')
    return this.program.inference(this.state.snapshot('weight'), checkedInference(options))
  }

  /** The evaluation graph: input and target to loss and metrics or their sums, with the weights as the default of its weight inputs. */
  exportEvaluation(options: EvaluationOptions = {}): CompiledGraph {
    this.checkUsable('exportEvaluation')
    return this.program.evaluation({ ...checkedEvaluation(options), state: this.state.snapshot('weight') })
  }

  /** The training graph: a batch and the state to the loss, the metrics or their sums, and the next state. */
  exportTraining(options: TrainingOptions = {}): CompiledGraph {
    this.checkUsable('exportTraining')
    const { holdsState, sampleWeight } = checkedTraining(options)
    return this.program.step({ state: holdsState ? this.state.snapshot() : undefined, sampleWeight })
  }

  /** Writes the inference graph as an ONNX file. */
  async saveInference(path: string, options: InferenceOptions = {}): Promise<void> {
    await writeAtomically(path, this.exportInference(options).model)
  }

  /** Writes the evaluation graph as an ONNX file. */
  async saveEvaluation(path: string, options: EvaluationOptions = {}): Promise<void> {
    await writeAtomically(path, this.exportEvaluation(options).model)
  }

  /** Writes the training graph as an ONNX file. */
  async saveTraining(path: string, options: TrainingOptions = {}): Promise<void> {
    await writeAtomically(path, this.exportTraining(options).model)
  }

  /** Frees the native sessions, after what runs now. Using the trainer afterwards is an error; releasing it again is not. */
  async release(): Promise<void> {
    if (this.fitting) throw new Error('release: a fit is still running; await it, or abort it with its signal, first')
    this.released = true
    const released = await Promise.allSettled([
      ...[...this.predictors].map((predictor) => predictor.release()),
      this.site.turns.take(() => this.sessions.release()),
    ])
    for (const one of released) if (one.status === 'rejected') throw one.reason
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }

  /** Steps of two runs at a time would each take the other's results for its own. */
  private checkAlone(call: string): void {
    const running = this.fitting ? 'fit' : this.steps > 0 && call === 'fit' ? 'trainOnBatch' : undefined
    if (running) throw new Error(`${call}: a ${running} is still running on this trainer; await it first`)
  }

  private checkUsable(call: string): void {
    if (this.released) throw new Error(`${call}: this trainer has been released; compile the model again`)
  }
}
