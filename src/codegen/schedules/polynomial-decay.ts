import { checkRanges, flag, nonNegative, positive } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface PolynomialDecayOptions {
  readonly initialLearningRate: number
  /** Steps in which the rate reaches endLearningRate. */
  readonly decaySteps: number
  /** Default 0.0001. */
  readonly endLearningRate?: number | undefined
  /** Default 1: a straight line. */
  readonly power?: number | undefined
  /** Goes on behind decaySteps towards the end of the next multiple of them, again and again; default false. */
  readonly cycle?: boolean | undefined
}

/**
 * (initialLearningRate - endLearningRate) · (1 - step / decaySteps) ^ power + endLearningRate, and endLearningRate from
 * decaySteps on. Keras's `PolynomialDecay`.
 */
export const polynomialDecay = (options: PolynomialDecayOptions): Schedule => {
  checkRanges(
    'polynomialDecay',
    options,
    {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      endLearningRate: nonNegative,
      power: nonNegative,
      cycle: flag,
    },
    ['initialLearningRate', 'decaySteps'],
  )
  const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false } = options
  return {
    name: 'polynomialDecay',
    rate: (math, step) => {
      const turns = math.div(step, decaySteps)
      // rounded up, but for the first turn, which begins at 0
      const turn = math.maximum(1, math.sub(0, math.floor(math.sub(0, turns))))
      const done = cycle ? math.div(turns, turn) : math.minimum(turns, 1)
      const left = math.pow(math.sub(1, done), power)
      return math.add(math.mul(initialLearningRate - endLearningRate, left), endLearningRate)
    },
  }
}
