import type { TypedArray } from '../codegen/ir/value.js'
import { areFinite } from './are-finite.js'

/** Training whose loss, weights or optimizer state are no longer finite. */
export class DivergenceError extends Error {
  override readonly name: string = 'DivergenceError'

  constructor(
    message: string,
    /** The loss of the step, where that is what is not finite. */
    readonly loss?: number,
  ) {
    super(message)
  }
}

/** The first number that is not finite, and where it is, as 'NaN (element 3 of 12)'; undefined where there is none. */
export const nonFiniteIn = (data: TypedArray): string | undefined => {
  if (data instanceof Float32Array) {
    const at = firstNonFinite(data)
    return at < 0 ? undefined : described(data, at)
  }
  if (data instanceof Float64Array) {
    for (let at = 0; at < data.length; at++) if (!Number.isFinite(data[at])) return described(data, at)
  }
  return undefined
}

const described = (data: TypedArray, at: number): string => `${data[at]} (element ${at} of ${data.length})`

/** Where the first number is that is not finite; -1 where there is none. */
export const firstNonFinite = (data: Float32Array): number =>
  areFinite(data) ? -1 : data.findIndex((value) => !Number.isFinite(value))
