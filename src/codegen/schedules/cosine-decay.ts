import { checkRanges, nonNegative, orNull, positive } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface CosineDecayOptions {
  readonly initialLearningRate: number
  /** Steps of the decay, which begins behind the warm-up. */
  readonly decaySteps: number
  /** The share of the rate that is left in the end; default 0. */
  readonly alpha?: number | undefined
  /** The rate that the warm-up reaches in a straight line, from initialLearningRate; null (default): no warm-up. */
  readonly warmupTarget?: number | null | undefined
  /** Steps of the warm-up; default 0. */
  readonly warmupSteps?: number | undefined
}

/**
 * rate · ((1 - alpha) · (1 + cos(π · step / decaySteps)) / 2 + alpha), after a linear warm-up if there is one (Loshchilov &
 * Hutter, 2017; Goyal et al., 2017). Keras's `CosineDecay`.
 */
export const cosineDecay = (options: CosineDecayOptions): Schedule => {
  checkRanges(
    'cosineDecay',
    options,
    {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      alpha: nonNegative,
      warmupTarget: orNull(nonNegative),
      warmupSteps: nonNegative,
    },
    ['initialLearningRate', 'decaySteps'],
  )
  const { initialLearningRate, decaySteps, alpha = 0, warmupTarget: target = null, warmupSteps = 0 } = options
  const warm = target === null ? 0 : warmupSteps
  return {
    name: 'cosineDecay',
    rate: (math, step) => {
      const done = math.div(math.minimum(math.sub(step, warm), decaySteps), decaySteps)
      const wave = math.mul(0.5, math.add(1, math.cos(math.mul(Math.PI, done))))
      const decayed = math.mul(target ?? initialLearningRate, math.add(math.mul(1 - alpha, wave), alpha))
      if (target === null || warm === 0) return decayed
      const rising = math.add(math.mul(target - initialLearningRate, math.div(step, warm)), initialLearningRate)
      return math.whereLess(step, warm, rising, decayed)
    },
  }
}
