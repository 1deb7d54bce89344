import type { TensorData } from '../codegen/ir/value.js'

/** Figures of a batch or an epoch: 'loss', the metrics, and after validation the same with 'val_' in front. */
export type Logs = Readonly<Record<string, number>>

/** What callbacks see of a training run, and what they may change. */
export interface Run {
  /** The epoch (counted from 0) that the run ends before. */
  readonly epochs: number
  /** Infinity in the first epoch of a stream, where only its end says how many there are. */
  readonly stepsPerEpoch: number
  /** The epoch that the run starts with. */
  readonly initialEpoch: number
  /** Set to true to end the run: after this batch, or after this epoch where it is set at its end. */
  stopTraining: boolean
  /** Step size of the optimizer, from the next step on. */
  learningRate: number
  /** Copies of all weights, by name. */
  weights(): Map<string, TensorData>
  /** Replaces the weights, after what the trainer runs now, such as a prediction; await it. */
  setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void>
}

/**
 * Hooks of a training run, as in Keras; each may be async. Epochs and batches count from 0. Between steps the trainer is
 * free: a hook may call its evaluate, predict, saveWeights or saveState. Hooks that call something async must await it.
 */
export interface Callback {
  onTrainBegin?(run: Run): void | Promise<void>
  onEpochBegin?(epoch: number, run: Run): void | Promise<void>
  onTrainBatchBegin?(batch: number, run: Run): void | Promise<void>
  /** `logs` are means over the epoch so far. */
  onTrainBatchEnd?(batch: number, logs: Logs, run: Run): void | Promise<void>
  onEpochEnd?(epoch: number, logs: Logs, run: Run): void | Promise<void>
  /** `logs` are those of the last epoch. */
  onTrainEnd?(logs: Logs, run: Run): void | Promise<void>
  /** Instead of onTrainEnd, where an error or the signal ends the run before that is called: to close what is open. */
  onTrainAbort?(error: unknown, run: Run): void | Promise<void>
}
