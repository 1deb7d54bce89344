import { checkRanges, type Range } from '../ranges.js'
import type { Arithmetic, Schedule } from './schedule.js'

export interface PiecewiseConstantDecayOptions {
  /** Numbers of steps, increasing. */
  readonly boundaries: readonly number[]
  /** The rate up to and with each boundary, and the rate behind the last. */
  readonly values: readonly number[]
}

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x)

const boundariesRange: Range = {
  text: 'a list of increasing numbers',
  holds: (x) =>
    Array.isArray(x) &&
    x.length > 0 &&
    x.every((step, i) => isNumber(step) && (i === 0 || step > (x[i - 1] as number))),
}

const valuesRange: Range = {
  text: 'a list of numbers of 0 or more',
  holds: (x) => Array.isArray(x) && x.every((rate) => isNumber(rate) && rate >= 0),
}

/** values[0] for step ≤ boundaries[0], values[1] for step ≤ boundaries[1], and so on. Keras's `PiecewiseConstantDecay`. */
export const piecewiseConstantDecay = (options: PiecewiseConstantDecayOptions): Schedule => {
  checkRanges('piecewiseConstantDecay', options, { boundaries: boundariesRange, values: valuesRange }, [
    'boundaries',
    'values',
  ])
  const boundaries = [...options.boundaries]
  const values = [...options.values]
  const last = values.pop()
  if (last === undefined || values.length !== boundaries.length) {
    throw new RangeError(
      `piecewiseConstantDecay: values must have one more than the ${boundaries.length} boundaries, got ${options.values.length}`,
    )
  }
  return {
    name: 'piecewiseConstantDecay',
    rate: <T>({ whereLess }: Arithmetic<T>, step: T) =>
      boundaries.reduceRight<T | number>((behind, end, i) => whereLess(end, step, behind, values[i] as number), last),
  }
}
