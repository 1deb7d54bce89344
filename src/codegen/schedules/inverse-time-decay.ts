import { checkRanges, flag, nonNegative, positive } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface InverseTimeDecayOptions {
  readonly initialLearningRate: number
  /** Steps in which the divisor grows by decayRate once. */
  readonly decaySteps: number
  readonly decayRate: number
  /** Divides anew at the end of every decaySteps, not little by little; default false. */
  readonly staircase?: boolean | undefined
}

/** initialLearningRate / (1 + decayRate · step / decaySteps). Keras's `InverseTimeDecay`. */
export const inverseTimeDecay = (options: InverseTimeDecayOptions): Schedule => {
  checkRanges(
    'inverseTimeDecay',
    options,
    { initialLearningRate: nonNegative, decaySteps: positive, decayRate: nonNegative, staircase: flag },
    ['initialLearningRate', 'decaySteps', 'decayRate'],
  )
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options
  return {
    name: 'inverseTimeDecay',
    rate: (math, step) => {
      const periods = math.div(step, decaySteps)
      return math.div(initialLearningRate, math.add(1, math.mul(decayRate, staircase ? math.floor(periods) : periods)))
    },
  }
}
