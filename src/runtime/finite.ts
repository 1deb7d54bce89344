import type { TypedArray } from '../codegen/ir/value.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import { areFinite } from './are-finite.js'

/** How many numbers are looked at before the event loop turns: some milliseconds' worth. */
const slice = 2 ** 22

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
export const nonFiniteIn = (data: TypedArray): string | undefined => atOnce(seekingNonFinite(data))

/** The same in slices. */
export function* seekingNonFinite(data: TypedArray): Slices<string | undefined> {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return undefined
  for (let start = 0; start < data.length; start += slice) {
    if (start > 0) yield
    const at = firstNonFinite(data.subarray(start, start + slice))
    if (at >= 0) return `${data[start + at]} (element ${start + at} of ${data.length})`
  }
  return undefined
}

/** Where the first number is that is not finite; -1 where there is none. */
export const firstNonFinite = (data: Float32Array | Float64Array): number =>
  areFinite(data) ? -1 : data.findIndex((value) => !Number.isFinite(value))
