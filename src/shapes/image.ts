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

/** A shape [batch, height, width, channels], or [batch, channels, height, width], by name; never for another rank. */
export type Image<S, Format> = S extends [infer B, infer X, infer Y, infer Z]
  ? [Format] extends ['channelsLast']
    ? { batch: B; height: X; width: Y; channels: Z }
    : [Format] extends ['channelsFirst']
      ? { batch: B; height: Y; width: Z; channels: X }
      : { batch: B; height: number; width: number; channels: number }
  : IsRankWide<S> extends true
    ? { batch: Dim; height: number; width: number; channels: number }
    : never

export type ImageAxes<Format> = Format extends 'channelsFirst'
  ? '[batch, channels, height, width]'
  : '[batch, height, width, channels]'

const imageAxes = (format: DataFormat): ImageAxes<DataFormat> =>
  format === 'channelsFirst' ? '[batch, channels, height, width]' : '[batch, height, width, channels]'

/** What to do about [batch, height, width] where images are expected. */
export const channelsHint = 'add the channels in input(…), or by reshape'

/** undefined, or that the shape has not the four axes of images. */
export type ImageSentence<Layer extends string, S, Format = 'channelsLast'> = [Image<S, Format>] extends [never]
  ? S extends [unknown, unknown, unknown]
    ? ExpectedInputHint<Layer, ImageAxes<Format>, FormatShape<S>, typeof channelsHint>
    : ExpectedInput<Layer, ImageAxes<Format>, FormatShape<S>>
  : undefined

export type ImageShape<B, H, W, C, Format> = [Format] extends ['channelsLast']
  ? [B, H, W, C]
  : [Format] extends ['channelsFirst']
    ? [B, C, H, W]
    : [B, number, number, number]

export interface ImageValue {
  readonly batch: DimValue
  readonly height: DimValue
  readonly width: DimValue
  readonly channels: DimValue
}

/** The axes by name. Throws ShapeError for another rank or format. */
export const imageOf = (layer: string, shape: ShapeValue, format: DataFormat): ImageValue => {
  requireOneOf(layer, 'dataFormat', dataFormats, format)
  if (shape.length === 3) {
    throw new ShapeError(expectedInputHint(layer, imageAxes(format), formatShape(shape), channelsHint))
  }
  if (shape.length !== 4) throw new ShapeError(expectedInput(layer, imageAxes(format), formatShape(shape)))
  const [batch, x, y, z] = shape as readonly [DimValue, DimValue, DimValue, DimValue]
  return format === 'channelsFirst'
    ? { batch, height: y, width: z, channels: x }
    : { batch, height: x, width: y, channels: z }
}

export const imageShape = ({ batch, height, width, channels }: ImageValue, format: DataFormat): ShapeValue =>
  format === 'channelsFirst' ? [batch, channels, height, width] : [batch, height, width, channels]
