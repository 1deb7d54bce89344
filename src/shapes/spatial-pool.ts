import { type Shape, ShapeError, type ShapeValue } from './dim.js'
import { requireOneOf } from './sentence.js'
import {
  alongEach,
  type FormatAlong,
  type FormatSizes,
  formatSizes,
  type Rank,
  type Spatial,
  type SpatialSentence,
  type SpatialShape,
  spatialOf,
  spatialShape,
} from './spatial.js'
import {
  type Member,
  type OpenSizeFault,
  type Positions,
  positionsOf,
  requireKnownSizes,
  requireSizes,
  type SizesFault,
} from './spatial-window.js'
import { type DataFormat, type Padding, type Pair, paddings } from './window-dim.js'
import { poolTooLarge } from './window-sentences.js'

/** The arguments of a pooling layer that decide its shape; strides default to the pool's size. */
export interface SpatialPoolConfig {
  readonly poolSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly dataFormat: DataFormat
}

type WindowOf<C extends SpatialPoolConfig> = {
  readonly kernelSize: C['poolSize']
  readonly strides: C['strides']
  readonly padding: C['padding']
  readonly dilationRate: 1
}

/** The positions along each axis and the channels, or the sentence of the first argument that does not fit. */
export type SpatialPoolShape<N extends Rank, Layer extends string, S, C extends SpatialPoolConfig> =
  SpatialSentence<N, Layer, S, C['dataFormat']> extends infer M extends string
    ? M
    : SpatialPoolFault<N, Layer, S, C> extends readonly [string, infer M]
      ? M
      : Spatial<N, S, C['dataFormat']> extends {
            batch: infer B
            sizes: infer Sizes extends unknown[]
            channels: infer D
          }
        ? SpatialShape<B, Positions<Sizes, WindowOf<C>>, D, C['dataFormat']>
        : never

/** The first argument that does not fit, and the sentence about it; undefined where all fit. */
export type SpatialPoolFault<N extends Rank, Layer extends string, S, C extends SpatialPoolConfig> =
  SizesFault<N, Layer, 'poolSize', C['poolSize']> extends infer F extends readonly [string, string]
    ? F
    : SizesFault<N, Layer, 'strides', C['strides']> extends infer F extends readonly [string, string]
      ? F
      : Spatial<N, S, C['dataFormat']> extends { sizes: infer Sizes extends unknown[] }
        ? 'tooLarge' extends Member<Positions<Sizes, WindowOf<C>>>
          ? readonly [
              'poolSize',
              ReturnType<typeof poolTooLarge<Layer, FormatAlong<C['poolSize'], Sizes>, FormatSizes<Sizes>>>,
            ]
          : OpenSizeFault<N, Layer, Sizes, WindowOf<C>, 'poolSize'>
        : undefined

export const spatialPoolShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  { poolSize, strides, padding, dataFormat }: SpatialPoolConfig,
): ShapeValue => {
  requireOneOf(layer, 'padding', paddings, padding)
  const spatial = spatialOf(rank, layer, shape, dataFormat)
  requireSizes(rank, layer, 'poolSize', poolSize)
  requireSizes(rank, layer, 'strides', strides)
  const window = { kernelSize: poolSize, strides, padding, dilationRate: 1 }
  const tooLarge = () =>
    new ShapeError(poolTooLarge(layer, formatSizes(alongEach(rank, poolSize)), formatSizes(spatial.sizes)))
  const sizes = positionsOf(rank, layer, spatial.sizes, window, tooLarge)
  requireKnownSizes(rank, layer, spatial.sizes, window)
  return spatialShape({ ...spatial, sizes }, dataFormat)
}

/** [batch, channels], or with a 1 for each spatial axis with keepDims. */
export type SpatialGlobalShape<N extends Rank, Layer extends string, S, Format, KeepDims> =
  SpatialSentence<N, Layer, S, Format> extends infer M extends string
    ? M
    : Spatial<N, S, Format> extends { batch: infer B; sizes: infer Sizes extends unknown[]; channels: infer C }
      ? [KeepDims] extends [true]
        ? SpatialShape<B, { [K in keyof Sizes]: 1 }, C, Format>
        : [KeepDims] extends [false]
          ? [B, C]
          : Shape
      : never

export const spatialGlobalShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  dataFormat: DataFormat,
  keepDims: boolean,
): ShapeValue => {
  const spatial = spatialOf(rank, layer, shape, dataFormat)
  if (!keepDims) return [spatial.batch, spatial.channels]
  return spatialShape({ ...spatial, sizes: spatial.sizes.map(() => 1) }, dataFormat)
}
