import { checkOptions } from '../codegen/known-options.js'
import { describeValue } from '../shapes/describe-value.js'
import { checkBatchSize } from './batches.js'
import { type Callback, checkCallbacks } from './callback.js'
import { checkSignal } from './check-signal.js'
import type { ClassWeight } from './class-weight.js'
import type { GraphOptions, InferenceGraphOptions } from './program.js'
import type { SessionOptions } from './session.js'
import type { Tensor } from './tensor.js'

export interface TrainerOptions extends SessionOptions {
  /** All randomness follows from it: first weights, shuffling, dropout; default 0. */
  readonly seed?: number | undefined
  /**
   * How many steps `fit` takes in one run of the graph, of batches of the same shapes; 'auto' (default): as many as take some
   * hundredths of a second, of a dataset those that have come by then, or 1 where callbacks have hooks of batches. With more than 1 such
   * hooks are called once a run, and the batches of the next run of a dataset are read during this one; the results are the same, unless
   * the batches depend on the weights.
   */
  readonly stepsPerExecution?: number | 'auto' | undefined
}

export interface BatchOptions {
  /** Rows in a run; default 32. */
  readonly batchSize?: number | undefined
  /** Their hooks of evaluation or prediction are called. */
  readonly callbacks?: readonly Callback[] | undefined
  /** Ends the call once aborted, before the next run, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface EvaluateOptions<W = Tensor> extends BatchOptions {
  /** A weight for each row of x, or for each loss where a row has many: [rows] or [rows, …]; arranged as y is. */
  readonly sampleWeight?: W | undefined
}

export interface DatasetEvaluateOptions extends BatchOptions {
  /** The batches to evaluate, from the first one on; default all. */
  readonly steps?: number | undefined
}

export interface TestOnBatchOptions<W = Tensor> {
  /** A weight for each row of x, or for each loss where a row has many: [rows] or [rows, …]; arranged as y is. */
  readonly sampleWeight?: W | undefined
}

export interface TrainOnBatchOptions<W = Tensor, C = ClassWeight> extends TestOnBatchOptions<W> {
  /** A weight for the rows of each class, such as { 0: 1, 1: 5 }; 1 for the others. Only where there is one loss. */
  readonly classWeight?: C | undefined
}

export interface InferenceOptions {
  /** What the file says of itself; typed clients repeat it in their docs. */
  readonly description?: string | undefined
  /**
   * Makes the states of recurrent layers inputs, such as `lstm/h` [batch, units], and gives the last ones as `lstm/h:next`:
   * for a series that comes piece by piece. Default false: every run starts from zeros.
   */
  readonly states?: boolean | undefined
}

export interface EvaluationOptions {
  /**
   * Adds the input 'sample_weight': a weight for each row, or for each loss where a row has many; where there are several
   * losses, an input for each. Default false.
   */
  readonly sampleWeight?: boolean | undefined
}

export interface TrainingOptions extends EvaluationOptions {
  /**
   * 'defaults' (default): the file holds the current state as the default of its state inputs, so that the first step needs
   * none. 'inputs': it holds no state, and every step must be fed one, which saveState writes; for runtimes that do not
   * see inputs with a default, as those in JavaScript.
   */
  readonly state?: 'defaults' | 'inputs' | undefined
}

/** The rows in a run, checked. `known` are the options of the call beside those of every such call. */
export const batchSizeOf = <O extends BatchOptions>(
  call: string,
  options: O,
  known: Readonly<Record<Exclude<keyof O, keyof BatchOptions>, true>>,
): number => {
  checkOptions<BatchOptions>(call, options, { batchSize: true, ...known, callbacks: true, signal: true })
  const { batchSize = 32, callbacks, signal } = options
  checkCallbacks(call, callbacks)
  checkSignal(call, signal)
  checkBatchSize(call, batchSize)
  return batchSize
}

/** How many batches of a dataset, checked; undefined for all. */
export const stepsOf = (call: string, { steps }: DatasetEvaluateOptions): number | undefined => {
  if (steps === undefined || (Number.isInteger(steps) && steps > 0)) return steps
  throw new RangeError(`${call}: steps must be a positive integer, got ${describeValue(steps)}`)
}

/** The options of an inference graph, checked. */
export const checkedInference = (options: InferenceOptions): InferenceGraphOptions => {
  checkOptions('exportInference', options, { description: true, states: true })
  const { description = '', states = false } = options
  if (typeof description !== 'string')
    throw new TypeError(`exportInference: description must be a string, got ${typeof description}`)
  if (typeof states !== 'boolean')
    throw new TypeError('exportInference: states must be true or false, as the states themselves are inputs')
  return { description, states }
}

/** Whether an evaluation graph takes sample weights, checked. */
const takesSampleWeight = (call: string, { sampleWeight = false }: EvaluationOptions): boolean => {
  if (typeof sampleWeight === 'boolean') return sampleWeight
  throw new TypeError(`${call}: sampleWeight must be true or false, as the weights themselves are an input`)
}

/** The options of an evaluation graph, checked. */
export const checkedEvaluation = (options: EvaluationOptions): GraphOptions => {
  checkOptions('exportEvaluation', options, { sampleWeight: true })
  return { sampleWeight: takesSampleWeight('exportEvaluation', options) }
}

/** Whether a training graph holds its state, and takes sample weights, checked. */
export const checkedTraining = (options: TrainingOptions): { holdsState: boolean; sampleWeight: boolean } => {
  checkOptions('exportTraining', options, { state: true, sampleWeight: true })
  const { state = 'defaults' } = options
  if (state !== 'defaults' && state !== 'inputs') {
    throw new TypeError(`exportTraining: state must be 'defaults' or 'inputs', got ${describeValue(state)}`)
  }
  return { holdsState: state === 'defaults', sampleWeight: takesSampleWeight('exportTraining', options) }
}
