import { checkRanges, type Range } from '../../codegen/ranges.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Callback } from '../callback.js'
import { announce, type Verbose, verbosity } from './verbose.js'

export interface LearningRateSchedulerOptions {
  /** 1 says on standard error what it sets; default 0. */
  readonly verbose?: Verbose
}

const ranges: Readonly<Record<keyof LearningRateSchedulerOptions, Range>> = { verbose: verbosity }

/**
 * Sets the learning rate before each epoch, and adds it to the epoch's logs as `learning_rate`. Keras's
 * `LearningRateScheduler`. Where a schedule computes the rate, fit throws TypeError.
 *
 * @param schedule the rate of an epoch (counted from 0), by what it is now
 */
export const learningRateScheduler = (
  schedule: (epoch: number, learningRate: number) => number,
  options: LearningRateSchedulerOptions = {},
): Callback => {
  if (typeof schedule !== 'function') {
    throw new TypeError(
      `learningRateScheduler: schedule must be a function such as (epoch, rate) => rate * 0.9, got ${describeValue(schedule)}`,
    )
  }
  checkRanges('learningRateScheduler', options, ranges)
  return {
    name: 'learningRateScheduler',
    onEpochBegin: (epoch, run) => {
      const rate: unknown = schedule(epoch, run.learningRate)
      if (typeof rate !== 'number' || !(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
        throw new RangeError(
          `learningRateScheduler: schedule must give a number of 0 or more, gave ${describeValue(rate)} for epoch ${epoch}`,
        )
      }
      run.learningRate = rate
      if (options.verbose) announce(`Epoch ${epoch + 1}: learningRateScheduler setting learning rate to ${rate}.`)
    },
    onEpochEnd: (_, __, run) => run.log('learning_rate', run.learningRate),
  }
}
