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

/** Whether all numbers times 0 come to 0; in four sums, none of which waits for another, which takes half the time of a look at each. */
const areFinite = (data: Float32Array): boolean => {
  const whole = data.length - (data.length % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let at = 0; at < whole; at += 4) {
    a += (data[at] as number) * 0
    b += (data[at + 1] as number) * 0
    c += (data[at + 2] as number) * 0
    d += (data[at + 3] as number) * 0
  }
  for (let at = whole; at < data.length; at++) a += (data[at] as number) * 0
  return a + b + c + d === 0
}
