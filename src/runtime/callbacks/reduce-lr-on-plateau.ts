import { checkRanges, finite, fraction, integerFrom, nonNegative, type Range } from '../../codegen/ranges.js'
import type { Callback } from '../callback.js'
import { Monitor, type MonitorOptions, monitorRanges } from './monitor.js'
import { numberOf } from './saved-values.js'
import { announce, type Verbose, verbosity } from './verbose.js'

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by; default 0.1. */
  readonly factor?: number
  /** Epochs without a better figure before that; default 10. */
  readonly patience?: number
  /** 1 says on standard error when it reduces the rate; default 0. */
  readonly verbose?: Verbose
  /** The least change that counts as better; default 0.0001. */
  readonly minDelta?: number
  /** Epochs after a reduction in which none is counted; default 0. */
  readonly cooldown?: number
  /** The rate is never made less than this; default 0. */
  readonly minLr?: number
}

const ranges: Readonly<Record<keyof ReduceLROnPlateauOptions, Range>> = {
  monitor: monitorRanges.monitor,
  factor: fraction,
  patience: integerFrom(0),
  verbose: verbosity,
  mode: monitorRanges.mode,
  minDelta: finite,
  cooldown: integerFrom(0),
  minLr: nonNegative,
}

/**
 * Makes the learning rate smaller when the watched figure no longer gets better, and adds the epoch's rate to its logs as
 * `learning_rate`. Keras's `ReduceLROnPlateau`, except that NaN is never the best, and that a figure which is not there is an
 * error. Where a schedule computes the rate, fit throws TypeError.
 */
export const reduceLROnPlateau = (options: ReduceLROnPlateauOptions = {}): Callback => {
  checkRanges('reduceLROnPlateau', options, ranges)
  const { factor = 0.1, patience = 10, verbose = 0, minDelta = 1e-4, cooldown = 0, minLr = 0 } = options
  const monitor = new Monitor('reduceLROnPlateau', options, minDelta)
  let [wait, cooling] = [0, 0]

  return {
    name: 'reduceLROnPlateau',
    onTrainBegin: (run) => {
      monitor.best = undefined
      wait = 0
      cooling = 0
      // the sentence of a rate that cannot be set comes before the first epoch
      const rate = run.learningRate
      run.learningRate = rate
    },
    onEpochEnd: (epoch, logs, run) => {
      const rate = run.learningRate
      run.log('learning_rate', rate)
      const value = monitor.ofEpoch(epoch, logs, run)
      if (value === undefined) return
      if (cooling > 0) {
        cooling -= 1
        wait = 0
      }
      if (monitor.improves(value)) {
        wait = 0
        return
      }
      if (cooling > 0) return
      wait += 1
      if (wait < patience || rate <= minLr) return
      run.learningRate = Math.max(rate * factor, minLr)
      if (verbose) {
        announce(`Epoch ${epoch + 1}: reduceLROnPlateau reducing learning rate to ${run.learningRate}.`)
      }
      cooling = cooldown
      wait = 0
    },
    state: () => ({ values: { best: monitor.best ?? null, wait, cooling } }),
    restore: ({ values }) => {
      monitor.best = numberOf(values['best'])
      wait = numberOf(values['wait']) ?? 0
      cooling = numberOf(values['cooling']) ?? 0
    },
  }
}
