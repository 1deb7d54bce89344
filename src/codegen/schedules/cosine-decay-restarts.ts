import { checkRanges, nonNegative, positive, type Range } from '../ranges.js'
import type { Arithmetic, Schedule } from './schedule.js'

export interface CosineDecayRestartsOptions {
  readonly initialLearningRate: number
  /** Steps of the first decay. */
  readonly firstDecaySteps: number
  /** How many times as long as the one before each decay is; default 2. */
  readonly tMul?: number | undefined
  /** How many times as high as the one before each decay begins; default 1. */
  readonly mMul?: number | undefined
  /** The share of the rate that is left in the end; default 0. */
  readonly alpha?: number | undefined
}

const factor: Range = {
  text: 'a number of 1 or more',
  holds: (x) => typeof x === 'number' && x >= 1 && Number.isFinite(x),
}

/** Cosine decays one after the other (SGDR, Loshchilov & Hutter, 2017). Keras's `CosineDecayRestarts`. */
export const cosineDecayRestarts = (options: CosineDecayRestartsOptions): Schedule => {
  checkRanges(
    'cosineDecayRestarts',
    options,
    { initialLearningRate: nonNegative, firstDecaySteps: positive, tMul: factor, mMul: positive, alpha: nonNegative },
    ['initialLearningRate', 'firstDecaySteps'],
  )
  const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = options
  return {
    name: 'cosineDecayRestarts',
    rate: (math, step) => {
      const { restarts, done } = periodOf(math, math.div(step, firstDecaySteps), tMul)
      const wave = math.mul(0.5, math.mul(math.pow(mMul, restarts), math.add(1, math.cos(math.mul(Math.PI, done)))))
      return math.mul(initialLearningRate, math.add(math.mul(1 - alpha, wave), alpha))
    },
  }
}

/** How many restarts have been, and the share of the decay since the last; times are in lengths of the first decay. */
const periodOf = <T>(math: Arithmetic<T>, time: T, tMul: number): { readonly restarts: T; readonly done: T } => {
  if (tMul === 1) {
    const restarts = math.floor(time)
    return { restarts, done: math.sub(time, restarts) }
  }
  /** When the decay behind so many restarts begins: 1 + tMul + tMul² + … */
  const begin = (restarts: T): T => math.div(math.sub(math.pow(tMul, restarts), 1), tMul - 1)
  const logarithm = math.log(math.add(1, math.mul(time, tMul - 1)))
  const guess = math.floor(math.div(logarithm, Math.log(tMul)))
  // at a restart the logarithm may be rounded to either side
  const atMost = math.whereLess(time, begin(guess), math.sub(guess, 1), guess)
  const next = math.add(atMost, 1)
  const restarts = math.whereLess(time, begin(next), atMost, next)
  return { restarts, done: math.div(math.sub(time, begin(restarts)), math.pow(tMul, restarts)) }
}
