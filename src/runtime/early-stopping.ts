import type { Callback, Logs } from './callback.js'

export interface EarlyStoppingOptions {
  /** The figure to watch; default 'val_loss'. */
  readonly monitor?: string
  /** The least change that counts as better; default 0. */
  readonly minDelta?: number
  /** Epochs without a better figure before the run ends; default 0. */
  readonly patience?: number
  /** Whether less or more is better; 'auto' (default) takes more for accuracies, less for the rest. */
  readonly mode?: 'auto' | 'min' | 'max'
  /** Ends the run unless the figure gets better than this. */
  readonly baseline?: number
  /** Puts back the weights of the best epoch at the end, even when the last epoch was reached; default false. */
  readonly restoreBestWeights?: boolean
  /** Epochs before watching begins; default 0. */
  readonly startFromEpoch?: number
}

/** Ends a run whose watched figure no longer gets better. Keras's `EarlyStopping`. */
export const earlyStopping = (options: EarlyStoppingOptions = {}): Callback => {
  const {
    monitor = 'val_loss',
    patience = 0,
    mode = 'auto',
    baseline,
    restoreBestWeights = false,
    startFromEpoch = 0,
  } = options
  const minDelta = Math.abs(options.minDelta ?? 0)
  const more = mode === 'max' || (mode === 'auto' && /acc|auc|precision|recall|f1/i.test(monitor))
  const better = (value: number, than: number) => (more ? value - minDelta > than : value + minDelta < than)
  const worst = more ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  let best = worst
  let wait = 0
  let bestWeights: unknown

  return {
    onTrainBegin: () => {
      best = worst
      wait = 0
      bestWeights = undefined
    },
    onEpochEnd: (epoch, logs, run) => {
      if (epoch < startFromEpoch) return
      const value = watched(logs, monitor)
      if (restoreBestWeights && bestWeights === undefined) bestWeights = run.saveWeights()
      wait += 1
      if (better(value, best)) {
        best = value
        if (restoreBestWeights) bestWeights = run.saveWeights()
        if (baseline === undefined || better(value, baseline)) wait = 0
        return
      }
      if (wait >= patience && epoch > 0) run.stopTraining = true
    },
    onTrainEnd: (_, run) => {
      if (bestWeights !== undefined) run.restoreWeights(bestWeights)
    },
  }
}

const watched = (logs: Logs, monitor: string): number => {
  const value = logs[monitor]
  if (value !== undefined) return value
  const hint = monitor.startsWith('val_') ? '; give fit validationData or validationSplit' : ''
  throw new Error(`earlyStopping: there is no figure ${monitor}, only ${Object.keys(logs).join(', ')}${hint}`)
}
