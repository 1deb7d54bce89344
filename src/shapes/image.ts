import type { Dim, DimValue, ShapeValue } from './dim.js'
import type { DataFormat } from './window-dim.js'

/** A shape [batch, height, width, channels], or [batch, channels, height, width], by name. */
export type Image<S, Format> = S extends [
  infer B extends Dim,
  infer X extends Dim,
  infer Y extends Dim,
  infer Z extends Dim,
]
  ? Format extends 'channelsFirst'
    ? { batch: B; height: Y; width: Z; channels: X }
    : { batch: B; height: X; width: Y; channels: Z }
  : never

export type ImageAxes<Format> = Format extends 'channelsFirst'
  ? '[batch, channels, height, width]'
  : '[batch, height, width, channels]'

export const imageAxes = (format: DataFormat): ImageAxes<DataFormat> =>
  format === 'channelsFirst' ? '[batch, channels, height, width]' : '[batch, height, width, channels]'

export type ImageShape<B, H, W, C, Format> = Format extends 'channelsFirst' ? [B, C, H, W] : [B, H, W, C]

export interface ImageValue {
  readonly batch: DimValue
  readonly height: DimValue
  readonly width: DimValue
  readonly channels: DimValue
}

export const imageOf = (shape: ShapeValue, format: DataFormat): ImageValue | undefined => {
  if (shape.length !== 4) return undefined
  const [batch, x, y, z] = shape as readonly [DimValue, DimValue, DimValue, DimValue]
  return format === 'channelsFirst'
    ? { batch, height: y, width: z, channels: x }
    : { batch, height: x, width: y, channels: z }
}

export const imageShape = ({ batch, height, width, channels }: ImageValue, format: DataFormat): ShapeValue =>
  format === 'channelsFirst' ? [batch, channels, height, width] : [batch, height, width, channels]
