import { type Known, ShapeError } from './dim.js'

const rateRange = <const Got extends string>(got: Got) => `dropout: rate must be in [0, 1), got ${got}` as const

/** undefined, or what is wrong with a dropout rate. */
export type RateSentence<Rate extends number> =
  number extends Known<Rate>
    ? undefined
    : `${Rate}` extends '0' | `0.${string}` | `${string}e-${string}`
      ? `${Rate}` extends `-${string}`
        ? ReturnType<typeof rateRange<`${Rate}`>>
        : undefined
      : ReturnType<typeof rateRange<`${Rate}`>>

export const checkRate = (rate: number): void => {
  if (!(rate >= 0 && rate < 1)) throw new ShapeError(rateRange(`${rate}`))
}
