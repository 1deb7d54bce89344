import { describeValue } from './describe-value.js'
import { type Known, ShapeError } from './dim.js'

const rateRange = <const Layer extends string, const Argument extends string, const Got extends string>(
  layer: Layer,
  argument: Argument,
  got: Got,
) => `${layer}: ${argument} must be in [0, 1), got ${got}` as const

type RateRange<Layer extends string, Argument extends string, Got extends number> = ReturnType<
  typeof rateRange<Layer, Argument, `${Got}`>
>

/** undefined, or what is wrong with a rate of dropout; undefined too where there is none. */
export type RateSentence<Layer extends string, Argument extends string, Rate> = [Rate] extends [UsualRate]
  ? undefined
  : SomeRateSentence<Layer, Argument, Rate>

/** Told first, for the compiler's time. */
type UsualRate = 0 | 0.05 | 0.1 | 0.15 | 0.2 | 0.25 | 0.3 | 0.4 | 0.5

type SomeRateSentence<Layer extends string, Argument extends string, Rate> = [Rate] extends [infer R extends number]
  ? number extends Known<R>
    ? undefined
    : `${R}` extends '0' | `0.${string}` | `${string}e-${string}`
      ? `${R}` extends `-${string}`
        ? RateRange<Layer, Argument, R>
        : undefined
      : RateRange<Layer, Argument, R>
  : undefined

/** Throws ShapeError for a rate that is not in [0, 1). */
export const checkRate = (layer: string, argument: string, rate: number): void => {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1)) {
    throw new ShapeError(rateRange(layer, argument, describeValue(rate)))
  }
}
