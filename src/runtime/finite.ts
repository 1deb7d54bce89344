import type { TypedArray } from '../codegen/ir/value.js'

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
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return undefined
  for (let at = 0; at < data.length; at++) {
    if (!Number.isFinite(data[at])) return `${data[at]} (element ${at} of ${data.length})`
  }
  return undefined
}
