/** Figures of a batch or an epoch: 'loss', the metrics, and after validation the same with 'val_' in front. */
export type Logs = Readonly<Record<string, number>>

/** What callbacks see of a training run. */
export interface Run {
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** Epochs that the run starts after. */
  readonly initialEpoch: number
  /** Set to true to end the run after this batch. */
  stopTraining: boolean
  learningRate: number
  /** A copy of all weights, to be put back later. */
  saveWeights(): unknown
  restoreWeights(saved: unknown): void
}

/** Hooks of a training run, as in Keras; each may be async. Epochs and batches count from 0. */
export interface Callback {
  onTrainBegin?(run: Run): void | Promise<void>
  onEpochBegin?(epoch: number, run: Run): void | Promise<void>
  onTrainBatchBegin?(batch: number, run: Run): void | Promise<void>
  onTrainBatchEnd?(batch: number, logs: Logs, run: Run): void | Promise<void>
  onEpochEnd?(epoch: number, logs: Logs, run: Run): void | Promise<void>
  onTrainEnd?(logs: Logs, run: Run): void | Promise<void>
}
