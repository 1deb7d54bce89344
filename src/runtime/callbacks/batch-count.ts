import type { Callback } from '../callback.js'

/** Batches of training since the last time something was done about them, where a run of the graph may take several of them. */
export class BatchCount {
  since = 0
  private first = 0

  /** Hooks that count; `counted` is called behind each run. */
  hooks(counted: NonNullable<Callback['onTrainBatchEnd']>): Pick<Callback, 'onTrainBatchBegin' | 'onTrainBatchEnd'> {
    return {
      onTrainBatchBegin: (batch) => {
        this.first = batch
      },
      onTrainBatchEnd: (batch, logs, run) => {
        this.since += batch - this.first + 1
        return counted(batch, logs, run)
      },
    }
  }
}
