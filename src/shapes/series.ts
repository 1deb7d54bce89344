import { type Dim, type DimValue, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import {
  type ExpectedInput,
  type ExpectedInputHint,
  expectedInput,
  expectedInputHint,
  requireOneOf,
} from './sentence.js'
import { type DataFormat, dataFormats } from './window-dim.js'

/** A shape [batch, time, features], or [batch, features, time], by name; never for another rank. */
export type Series<S, Format = 'channelsLast'> = S extends [infer B, infer X, infer Y]
  ? [Format] extends ['channelsLast']
    ? { batch: B; time: X; features: Y }
    : [Format] extends ['channelsFirst']
      ? { batch: B; time: Y; features: X }
      : { batch: B; time: number; features: number }
  : IsRankWide<S> extends true
    ? { batch: Dim; time: number; features: number }
    : never

type SeriesAxes<Format> = Format extends 'channelsFirst' ? '[batch, features, time]' : '[batch, time, features]'

const seriesAxes = (format: DataFormat): SeriesAxes<DataFormat> =>
  format === 'channelsFirst' ? '[batch, features, time]' : '[batch, time, features]'

/** What to do about vectors, [batch, features], where series are expected. */
export const timeHint = 'use returnSequences: true in the layer before, or reshape'

/** undefined, or that the shape has not the three axes of series. */
export type SeriesSentence<Layer extends string, S, Format = 'channelsLast'> = [Series<S, Format>] extends [never]
  ? S extends [unknown, unknown]
    ? ExpectedInputHint<Layer, SeriesAxes<Format>, FormatShape<S>, typeof timeHint>
    : ExpectedInput<Layer, SeriesAxes<Format>, FormatShape<S>>
  : undefined

export type SeriesShape<B, T, F, Format = 'channelsLast'> = [Format] extends ['channelsLast']
  ? [B, T, F]
  : [Format] extends ['channelsFirst']
    ? [B, F, T]
    : [B, number, number]

/** The same batch and features with another time. */
export type SeriesWithTime<S, T, Format = 'channelsLast'> =
  Series<S, Format> extends { batch: infer B; features: infer F } ? SeriesShape<B, T, F, Format> : never

export interface SeriesValue {
  readonly batch: DimValue
  readonly time: DimValue
  readonly features: DimValue
}

/** The axes by name. Throws ShapeError for another rank or format. */
export const seriesOf = (layer: string, shape: ShapeValue, format: DataFormat = 'channelsLast'): SeriesValue => {
  requireOneOf(layer, 'dataFormat', dataFormats, format)
  if (shape.length === 2) {
    throw new ShapeError(expectedInputHint(layer, seriesAxes(format), formatShape(shape), timeHint))
  }
  if (shape.length !== 3) throw new ShapeError(expectedInput(layer, seriesAxes(format), formatShape(shape)))
  const [batch, x, y] = shape as readonly [DimValue, DimValue, DimValue]
  return format === 'channelsFirst' ? { batch, time: y, features: x } : { batch, time: x, features: y }
}

export const seriesShape = ({ batch, time, features }: SeriesValue, format: DataFormat = 'channelsLast'): ShapeValue =>
  format === 'channelsFirst' ? [batch, features, time] : [batch, time, features]

/** The axis of time. */
export const timeAxis = (format: DataFormat): 1 | 2 => (format === 'channelsFirst' ? 2 : 1)
