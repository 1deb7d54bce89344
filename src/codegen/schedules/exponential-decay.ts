import { checkRanges, flag, nonNegative, positive } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface ExponentialDecayOptions {
  readonly initialLearningRate: number
  /** Steps in which the rate is multiplied by decayRate once. */
  readonly decaySteps: number
  readonly decayRate: number
  /** Multiplies at the end of every decaySteps, not little by little; default false. */
  readonly staircase?: boolean | undefined
}

/** initialLearningRate · decayRate ^ (step / decaySteps). Keras's `ExponentialDecay`. */
export const exponentialDecay = (options: ExponentialDecayOptions): Schedule => {
  checkRanges(
    'exponentialDecay',
    options,
    { initialLearningRate: nonNegative, decaySteps: positive, decayRate: nonNegative, staircase: flag },
    ['initialLearningRate', 'decaySteps', 'decayRate'],
  )
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options
  return {
    name: 'exponentialDecay',
    rate: (math, step) => {
      const periods = math.div(step, decaySteps)
      return math.mul(initialLearningRate, math.pow(decayRate, staircase ? math.floor(periods) : periods))
    },
  }
}
