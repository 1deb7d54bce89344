import type { TensorData } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Callback, Logs } from './callback.js'
import { DivergenceError } from './finite.js'

export interface EarlyStoppingOptions {
  /** The figure to watch; default 'val_loss'. */
  readonly monitor?: string | undefined
  /** The least change that counts as better; default 0. */
  readonly minDelta?: number | undefined
  /** Epochs without a better figure before the run ends; default 0. */
  readonly patience?: number | undefined
  /** Whether less or more is better; 'auto' (default) takes less for losses and errors, more for accuracies and their like. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined
  /** Ends the run unless the figure gets better than this. */
  readonly baseline?: number | undefined
  /** Puts back the weights of the best epoch at the end, even when the last epoch was reached or training diverged; default false. */
  readonly restoreBestWeights?: boolean | undefined
  /** Epochs before watching begins; default 0. */
  readonly startFromEpoch?: number | undefined
}

const known: Readonly<Record<keyof EarlyStoppingOptions, true>> = {
  monitor: true,
  minDelta: true,
  patience: true,
  mode: true,
  baseline: true,
  restoreBestWeights: true,
  startFromEpoch: true,
}

/**
 * Ends a run whose watched figure no longer gets better. Keras's `EarlyStopping`, except that NaN is never the best, and
 * that a figure which is not there is an error. Throws RangeError for options out of range, TypeError for unknown ones.
 */
export const earlyStopping = (options: EarlyStoppingOptions = {}): Callback => {
  checkOptions('earlyStopping', options, known)
  const { monitor = 'val_loss', patience = 0, mode = 'auto', baseline, startFromEpoch = 0 } = options
  const { minDelta = 0, restoreBestWeights = false } = options
  for (const [name, count] of Object.entries({ patience, startFromEpoch })) {
    if (!(Number.isInteger(count) && count >= 0)) {
      throw new RangeError(`earlyStopping: ${name} must be an integer of 0 or more, got ${count}`)
    }
  }
  if (!Number.isFinite(minDelta))
    throw new RangeError(`earlyStopping: minDelta must be a finite number, got ${minDelta}`)
  const more = isMoreBetter(monitor, mode)
  const least = Math.abs(minDelta)
  const better = (value: number, than: number): boolean => (more ? value - least > than : value + least < than)
  let best: number | undefined
  let bestWeights: Map<string, TensorData> | undefined
  let wait = 0

  return {
    onTrainBegin: () => {
      best = undefined
      bestWeights = undefined
      wait = 0
    },
    onEpochEnd: (epoch, logs, run) => {
      if (epoch < startFromEpoch) return
      const value = watched(logs, monitor)
      wait += 1
      if (best === undefined ? !Number.isNaN(value) : better(value, best)) {
        best = value
        if (restoreBestWeights) bestWeights = run.weights()
        if (baseline === undefined || better(value, baseline)) wait = 0
        return
      }
      // Keras never stops at epoch 0
      if (wait >= patience && epoch > 0) run.stopTraining = true
    },
    onTrainEnd: async (_, run) => {
      if (bestWeights) await run.setWeights(bestWeights)
      bestWeights = undefined
    },
    onTrainAbort: async (error, run) => {
      if (bestWeights && error instanceof DivergenceError) await run.setWeights(bestWeights)
      bestWeights = undefined
    },
  }
}

/** Losses, and what is wrong. */
const less = /loss|error|divergence|entropy|hinge|huber|logcosh|poisson|false(positives|negatives)/i

/** Names that are too short to be looked for within others. */
const lessAlone = /(^|_)(mse|mae|mape|msle|rmse|bce|kld)$/i

/** What is right, and how alike target and output are. */
const more =
  /acc|auc|precision|recall|sensitivity|specificity|true(positives|negatives)|f1|f-?beta|r2|iou|similarity|correlation/i

const isMoreBetter = (monitor: string, mode: string): boolean => {
  if (mode === 'min' || mode === 'max') return mode === 'max'
  if (mode !== 'auto') {
    throw new RangeError(`earlyStopping: mode must be 'auto', 'min' or 'max', got ${describeValue(mode)}`)
  }
  // the metric's own name is at the end, behind val_ and an output's name, which says nothing of it
  const words = monitor
    .replace(/(_\d+)+$/, '')
    .replace(/(f1|r2|beta)_score$/i, '$1score')
    .split('_')
  for (let i = words.length - 1; i >= 0; i--) {
    const name = words.slice(i).join('')
    const first = words[i] as string
    // of several words, what goes from the first to another
    const holds = (pattern: RegExp) => {
      const found = pattern.exec(name)
      if (found === null || first === name) return found !== null
      return found.index < first.length && found.index + found[0].length > first.length
    }
    if (holds(less) || holds(lessAlone)) return false
    if (holds(more)) return true
  }
  throw new Error(`earlyStopping: cannot tell whether more or less ${monitor} is better; set mode to 'max' or 'min'`)
}

const watched = (logs: Logs, monitor: string): number => {
  const value = Object.hasOwn(logs, monitor) ? logs[monitor] : undefined
  if (value !== undefined) return value
  const hint = monitor.startsWith('val_') ? '; give fit validationData or validationSplit' : ''
  throw new Error(`earlyStopping: there is no figure ${monitor}, only ${Object.keys(logs).join(', ')}${hint}`)
}
