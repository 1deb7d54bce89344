import type { TensorData } from '../../codegen/ir/value.js'
import { checkRanges, finite, flag, integerFrom, type Range } from '../../codegen/ranges.js'
import type { Callback } from '../callback.js'
import { DivergenceError } from '../finite.js'
import { adoptWeights, copiedWeights } from '../training-run.js'
import { Monitor, type MonitorOptions, monitorRanges } from './monitor.js'
import { numberOf } from './saved-values.js'
import { announce, type Verbose, verbosity } from './verbose.js'

export interface EarlyStoppingOptions extends MonitorOptions {
  /** The least change that counts as better; default 0. */
  readonly minDelta?: number | undefined
  /** Epochs without a better figure before the run ends; default 0. */
  readonly patience?: number | undefined
  /** 1 says on standard error when it ends the run, and whose weights it puts back; default 0. */
  readonly verbose?: Verbose | undefined
  /** Ends the run unless the figure gets better than this. */
  readonly baseline?: number | undefined
  /** Puts back the weights of the best epoch at the end, even when the last epoch was reached or training diverged; default false. */
  readonly restoreBestWeights?: boolean | undefined
  /** Epochs before watching begins; default 0. */
  readonly startFromEpoch?: number | undefined
}

const ranges: Readonly<Record<keyof EarlyStoppingOptions, Range>> = {
  monitor: monitorRanges.monitor,
  minDelta: { ...finite, text: 'a finite number' },
  patience: integerFrom(0),
  verbose: verbosity,
  mode: monitorRanges.mode,
  baseline: finite,
  restoreBestWeights: flag,
  startFromEpoch: integerFrom(0),
}

/**
 * Ends a run whose watched figure no longer gets better. Keras's `EarlyStopping`, except that NaN is never the best, and
 * that a figure which is not there is an error. Throws RangeError for options out of range, TypeError for unknown ones.
 */
export const earlyStopping = (options: EarlyStoppingOptions = {}): Callback => {
  checkRanges('earlyStopping', options, ranges)
  const { patience = 0, baseline, startFromEpoch = 0, verbose = 0 } = options
  const { minDelta = 0, restoreBestWeights = false } = options
  const monitor = new Monitor('earlyStopping', options, minDelta)
  let bestWeights: Map<string, TensorData> | undefined
  let [wait, bestEpoch] = [0, 0]

  return {
    name: 'earlyStopping',
    onTrainBegin: () => {
      monitor.best = undefined
      bestWeights = undefined
      wait = 0
      bestEpoch = 0
    },
    onEpochEnd: async (epoch, logs, run) => {
      if (epoch < startFromEpoch) return
      const value = monitor.ofEpoch(epoch, logs, run)
      if (value === undefined) return
      wait += 1
      if (monitor.improves(value)) {
        bestEpoch = epoch
        if (restoreBestWeights) bestWeights = await copiedWeights(run)
        if (baseline === undefined || monitor.isBetter(value, baseline)) wait = 0
        return
      }
      // Keras never stops at epoch 0
      if (wait < patience || epoch === 0) return
      run.stopTraining = true
      if (verbose) announce(`Epoch ${epoch + 1}: early stopping`)
    },
    onTrainEnd: async (_, run) => {
      if (bestWeights) await adoptWeights(run, bestWeights)
      if (bestWeights && verbose) announce(`Restoring model weights from the end of the best epoch: ${bestEpoch + 1}.`)
      bestWeights = undefined
    },
    onTrainAbort: async (error, run) => {
      if (bestWeights && error instanceof DivergenceError) await adoptWeights(run, bestWeights)
      bestWeights = undefined
    },
    state: () => ({ values: { best: monitor.best ?? null, wait, bestEpoch }, tensors: bestWeights }),
    restore: ({ values, tensors }) => {
      monitor.best = numberOf(values['best'])
      wait = numberOf(values['wait']) ?? 0
      bestEpoch = numberOf(values['bestEpoch']) ?? 0
      bestWeights = tensors && tensors.size > 0 ? new Map(tensors) : undefined
    },
  }
}
