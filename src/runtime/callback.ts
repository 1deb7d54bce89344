import type { TensorData } from '../codegen/ir/value.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { DivergenceError } from './finite.js'

/** Figures of a batch or an epoch: 'loss', the metrics, and after validation the same with 'val_' in front. */
export type Logs = Readonly<Record<string, number>>

/** What callbacks see of a training run, and what they may change. */
export interface Run {
  /** The epoch (counted from 0) that the run ends before. */
  readonly epochs: number
  /** Infinity while that is not known, as in the first epoch of a dataset that does not tell. */
  readonly stepsPerEpoch: number
  /** The epoch that the run starts with. */
  readonly initialEpoch: number
  /** Whether the run goes on from a backup. */
  readonly resumed: boolean
  /** How many steps the trainer has taken, in earlier runs too. */
  readonly iterations: number
  /** Set to true to end the run: after this batch, or after this epoch where it is set at its end. */
  stopTraining: boolean
  /** Step size of the optimizer, from the next step on. Setting it throws TypeError where a schedule computes it. */
  learningRate: number
  /** Whether validation is left out after this epoch, counted from 0, as validationFreq says. */
  skipsValidation(epoch: number): boolean
  /** In onEpochEnd: adds a figure to the epoch's logs, for the callbacks after this one and for the history. */
  log(name: string, value: number): void
  /** The model's graph from inputs to outputs, as ONNX; the weights are inputs of it. */
  graph(): CompiledGraph
  /** Copies of all weights, by name. */
  weights(): Map<string, TensorData>
  /** Replaces the weights, after what the trainer runs now, such as a prediction; await it. */
  setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void>
  /** As the trainer's saveWeights. */
  saveWeights(path: string): Promise<void>
  /** As the trainer's saveState. */
  saveState(path: string): Promise<void>
}

/** What callbacks see of an evaluation or a prediction. */
export interface Pass {
  /** The batches that it takes; Infinity while that is not known. */
  readonly steps: number
  /** How many steps of training the weights have behind them. */
  readonly iterations: number
  /** Copies of all weights, by name. */
  weights(): Map<string, TensorData>
}

/** What a callback goes on from after an interruption; NaN and infinities are kept. */
export interface CallbackState {
  readonly values: Readonly<Record<string, number | string | boolean | null>>
  readonly tensors?: ReadonlyMap<string, TensorData> | undefined
}

/**
 * Hooks of training, evaluation and prediction, as in Keras; each may be async. Epochs and batches count from 0. In each hook the
 * trainer is free: it may call its evaluate, predict, saveWeights or saveState. Hooks that call something async must await it.
 */
export interface Callback {
  /** What errors call it; and a backup gives its state back only to a callback of the same name. */
  readonly name?: string
  onTrainBegin?(run: Run): void | Promise<void>
  onEpochBegin?(epoch: number, run: Run): void | Promise<void>
  onTrainBatchBegin?(batch: number, run: Run): void | Promise<void>
  /** `logs` are of the epoch so far. */
  onTrainBatchEnd?(batch: number, logs: Logs, run: Run): void | Promise<void>
  onEpochEnd?(epoch: number, logs: Logs, run: Run): void | Promise<void>
  /** `logs` are those of the last epoch. */
  onTrainEnd?(logs: Logs, run: Run): void | Promise<void>
  /** Instead of onTrainEnd, where an error or the signal ends the run before that is called: to close what is open. */
  onTrainAbort?(error: unknown, run: Run): void | Promise<void>
  /** Where a loss or a weight is no longer finite: return true to end the run after this epoch, without the error. */
  onDivergence?(error: DivergenceError, run: Run): boolean | Promise<boolean>
  /** Before an evaluation, that of validation data in fit included. */
  onTestBegin?(pass: Pass): void | Promise<void>
  onTestBatchBegin?(batch: number, pass: Pass): void | Promise<void>
  /** `logs` are of the batches so far, without 'val_'. */
  onTestBatchEnd?(batch: number, logs: Logs, pass: Pass): void | Promise<void>
  onTestEnd?(logs: Logs, pass: Pass): void | Promise<void>
  onPredictBegin?(pass: Pass): void | Promise<void>
  onPredictBatchBegin?(batch: number, pass: Pass): void | Promise<void>
  onPredictBatchEnd?(batch: number, pass: Pass): void | Promise<void>
  onPredictEnd?(pass: Pass): void | Promise<void>
  /** What `backupAndRestore` keeps of this callback, as of the hooks so far. */
  state?(): CallbackState
  /** Takes what `state` gave, in a run that goes on: after onTrainBegin, and after onEpochBegin where that is amid an epoch. */
  restore?(state: CallbackState): void | Promise<void>
}

/** Every hook and every other property of a callback. */
export const callbackKeys: Readonly<Record<keyof Callback, true>> = {
  name: true,
  onTrainBegin: true,
  onEpochBegin: true,
  onTrainBatchBegin: true,
  onTrainBatchEnd: true,
  onEpochEnd: true,
  onTrainEnd: true,
  onTrainAbort: true,
  onDivergence: true,
  onTestBegin: true,
  onTestBatchBegin: true,
  onTestBatchEnd: true,
  onTestEnd: true,
  onPredictBegin: true,
  onPredictBatchBegin: true,
  onPredictBatchEnd: true,
  onPredictEnd: true,
  state: true,
  restore: true,
}

/** Throws TypeError unless these are callbacks. */
export const checkCallbacks = (call: string, callbacks: unknown = []): void => {
  if (!Array.isArray(callbacks)) {
    const kind = typeof callbacks === 'object' ? 'an object' : `a ${typeof callbacks}`
    throw new TypeError(
      `${call}: callbacks must be an array such as [earlyStopping()], got ${callbacks === null ? 'null' : kind}`,
    )
  }
  for (const [i, callback] of callbacks.entries()) {
    if (typeof callback === 'object' && callback !== null && !Array.isArray(callback)) continue
    const got = Array.isArray(callback) ? 'an array' : typeof callback === 'function' ? 'a function' : String(callback)
    throw new TypeError(
      `${call}: callbacks[${i}] must be an object of hooks, as earlyStopping() gives or { onEpochEnd() {} }; got ${got}`,
    )
  }
}
