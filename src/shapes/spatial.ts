import { type Dim, type DimValue, type IsRankWide, type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import { channelsHint, type Image, type ImageSentence, imageOf } from './image.js'
import {
  type ExpectedInput,
  type ExpectedInputHint,
  expectedInput,
  expectedInputHint,
  requireOneOf,
} from './sentence.js'
import { type Series, type SeriesSentence, seriesOf } from './series.js'
import { type DataFormat, dataFormats, type Pair } from './window-dim.js'

/* What layers over series, images and volumes have in common: one to three spatial axes beside batch and channels. */

/** How many spatial axes. */
export type Rank = 1 | 2 | 3

/** The axes by name; never for another rank. */
export type Spatial<N extends Rank, S, Format> = N extends 3
  ? Volume<S, Format>
  : N extends 2
    ? SpatialImage<Image<S, Format>>
    : SpatialSeries<Series<S, Format>>

type SpatialImage<I> = I extends { batch: infer B; height: infer H; width: infer W; channels: infer C }
  ? { batch: B; sizes: [H, W]; channels: C }
  : never

type SpatialSeries<I> = I extends { batch: infer B; time: infer T; features: infer F }
  ? { batch: B; sizes: [T]; channels: F }
  : never

type Volume<S, Format> = S extends [infer B, infer X, infer Y, infer Z, infer U]
  ? [Format] extends ['channelsLast']
    ? { batch: B; sizes: [X, Y, Z]; channels: U }
    : [Format] extends ['channelsFirst']
      ? { batch: B; sizes: [Y, Z, U]; channels: X }
      : { batch: B; sizes: [number, number, number]; channels: number }
  : IsRankWide<S> extends true
    ? { batch: Dim; sizes: [number, number, number]; channels: number }
    : never

type VolumeAxes<Format> = Format extends 'channelsFirst'
  ? '[batch, channels, depth, height, width]'
  : '[batch, depth, height, width, channels]'

const volumeAxes = (format: DataFormat): VolumeAxes<DataFormat> =>
  format === 'channelsFirst' ? '[batch, channels, depth, height, width]' : '[batch, depth, height, width, channels]'

/** undefined, or that the shape has not the axes of series, images or volumes. */
export type SpatialSentence<N extends Rank, Layer extends string, S, Format = 'channelsLast'> = N extends 3
  ? VolumeSentence<Layer, S, Format>
  : N extends 2
    ? ImageSentence<Layer, S, Format>
    : SeriesSentence<Layer, S, Format>

type VolumeSentence<Layer extends string, S, Format> = [Volume<S, Format>] extends [never]
  ? S extends [unknown, unknown, unknown, unknown]
    ? ExpectedInputHint<Layer, VolumeAxes<Format>, FormatShape<S>, typeof channelsHint>
    : ExpectedInput<Layer, VolumeAxes<Format>, FormatShape<S>>
  : undefined

export type SpatialShape<B, Sizes extends readonly unknown[], C, Format> = [Format] extends ['channelsLast']
  ? [B, ...Sizes, C]
  : [Format] extends ['channelsFirst']
    ? [B, C, ...Sizes]
    : [B, ...{ [K in keyof Sizes]: number }, number]

export interface SpatialValue {
  readonly batch: DimValue
  readonly sizes: readonly DimValue[]
  readonly channels: DimValue
}

/** The axes by name. Throws ShapeError for another rank or format. */
export const spatialOf = (rank: Rank, layer: string, shape: ShapeValue, format: DataFormat): SpatialValue => {
  if (rank === 1) seriesOf(layer, shape, format)
  else if (rank === 2) imageOf(layer, shape, format)
  else requireVolume(layer, shape, format)
  const [batch, ...rest] = shape as [DimValue, ...DimValue[]]
  return format === 'channelsFirst'
    ? { batch, sizes: rest.slice(1), channels: rest[0] as DimValue }
    : { batch, sizes: rest.slice(0, -1), channels: rest.at(-1) as DimValue }
}

const requireVolume = (layer: string, shape: ShapeValue, format: DataFormat): void => {
  requireOneOf(layer, 'dataFormat', dataFormats, format)
  if (shape.length === 4) {
    throw new ShapeError(expectedInputHint(layer, volumeAxes(format), formatShape(shape), channelsHint))
  }
  if (shape.length !== 5) throw new ShapeError(expectedInput(layer, volumeAxes(format), formatShape(shape)))
}

export const spatialShape = ({ batch, sizes, channels }: SpatialValue, format: DataFormat): ShapeValue =>
  format === 'channelsFirst' ? [batch, channels, ...sizes] : [batch, ...sizes, channels]

/** The first spatial axis. */
export const firstSpatialAxis = (format: DataFormat): 1 | 2 => (format === 'channelsFirst' ? 2 : 1)

/** The number along axis K of an argument that is one number for all, or one each; wide where that is not known. */
export type Along<P, K> = Known<P extends readonly unknown[] ? (K extends keyof P ? P[K] : number) : P>

/** The number along each of the axes. */
export const alongEach = (rank: Rank, argument: Pair): number[] =>
  Array.from({ length: rank }, (_, axis) => (typeof argument === 'object' ? argument[axis] : argument) as number)

/** 8x6 of [8, 6] */
export type FormatSizes<Sizes> = Sizes extends readonly [infer First, ...infer Rest]
  ? Rest extends readonly []
    ? FormatDim<First>
    : `${FormatDim<First>}x${FormatSizes<Rest>}`
  : '?'

export const formatSizes = (sizes: readonly DimValue[]): string => sizes.map(formatDim).join('x')

/** 3x3 of 3 over two axes */
export type FormatAlong<P, Sizes extends readonly unknown[]> = FormatSizes<{ [K in keyof Sizes]: Along<P, K> }>

/** What the axis of channels is called. */
export type ChannelsName<N extends Rank> = N extends 1 ? 'features' : 'channels'
export const channelsName = (rank: Rank): ChannelsName<Rank> => (rank === 1 ? 'features' : 'channels')

/** Only one number for a series, else one for all axes or one each. */
export interface SizesOf {
  readonly 1: number
  readonly 2: Pair
  readonly 3: Pair
}
