import type { Multiply } from './arithmetic.js'
import type { Known, ShapeValue } from './dim.js'
import { requirePositive } from './sentence.js'
import { type Series, type SeriesSentence, type SeriesWithTime, seriesOf, seriesShape } from './series.js'
import type { PositiveFault } from './window-dim.js'

/** The fault of `size`, if any. */
export type UpSampling1dFault<Size extends number> = PositiveFault<'upSampling1d', 'size', Size>

/** [batch, time · size, features] */
export type UpSampling1dShape<S, Size extends number> =
  SeriesSentence<'upSampling1d', S> extends infer E extends string
    ? E
    : UpSampling1dFault<Size> extends readonly [string, infer E]
      ? E
      : SeriesWithTime<S, [Size] extends [1] ? Series<S>['time'] : Multiply<Series<S>['time'], Known<Size>>>

export const upSampling1dShape = (shape: ShapeValue, size: number): ShapeValue => {
  const series = seriesOf('upSampling1d', shape)
  requirePositive('upSampling1d', 'size', size)
  const { time } = series
  return seriesShape({ ...series, time: size === 1 ? time : typeof time === 'number' ? time * size : null })
}
