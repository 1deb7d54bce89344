import type { Divide, Multiply } from './arithmetic.js'
import type { Known, ShapeValue } from './dim.js'
import { knownDim, requireOneOf, requirePositive, type UnknownAxis } from './sentence.js'
import {
  type Along,
  type ChannelsName,
  channelsName,
  type Rank,
  type Spatial,
  type SpatialSentence,
  type SpatialShape,
  type SpatialValue,
  spatialOf,
  spatialShape,
} from './spatial.js'
import {
  type ArgumentsFault,
  type BothFault,
  type OpenSizeFault,
  type Positions,
  positionsOf,
  requireArguments,
  requireKnownSizes,
  requireNotBoth,
  type SpatialWindow,
  type TooLargeFault,
} from './spatial-window.js'
import { type DataFormat, type Padding, type Pair, type PositiveFault, paddings } from './window-dim.js'
import { type GroupsFault, requireGroups } from './window-sentences.js'
import type { WithBias } from './with-bias.js'

/** The arguments of a convolution that decide its shape. */
export interface SpatialConvConfig<
  F extends number = number,
  K extends Pair = Pair,
  St extends Pair = Pair,
  P extends Padding = Padding,
  D extends Pair = Pair,
  G extends number = number,
  Format extends DataFormat = DataFormat,
> {
  readonly filters: F
  readonly kernelSize: K
  readonly strides: St
  readonly padding: P
  readonly dilationRate: D
  readonly groups: G
  readonly dataFormat: Format
}

/** The positions along each axis and the filters, or the sentence of the first argument that does not fit. */
export type SpatialConvShape<N extends Rank, Layer extends string, S, C extends SpatialConvConfig> =
  SpatialSentence<N, Layer, S, C['dataFormat']> extends infer M extends string
    ? M
    : SpatialConvFault<N, Layer, S, C> extends readonly [string, infer M]
      ? M
      : PositionsShape<Spatial<N, S, C['dataFormat']>, C, Known<C['filters']>>

/** The positions of the windows along each axis, with other channels. */
export type PositionsShape<I, C extends SpatialWindow & { readonly dataFormat: DataFormat }, Channels> = I extends {
  batch: infer B
  sizes: infer Sizes extends unknown[]
}
  ? SpatialShape<B, Positions<Sizes, C>, Channels, C['dataFormat']>
  : never

/** The first argument that does not fit, and the sentence about it; undefined where all fit. */
export type SpatialConvFault<N extends Rank, Layer extends string, S, C extends SpatialConvConfig> =
  FiltersFault<N, Layer, Spatial<N, S, C['dataFormat']>, C['filters']> extends infer F extends readonly [string, string]
    ? F
    : ArgumentsFault<N, Layer, C> extends infer F extends readonly [string, string]
      ? F
      : Spatial<N, S, C['dataFormat']> extends { sizes: infer Sizes extends unknown[]; channels: infer Channels }
        ? TooLargeFault<Layer, Sizes, C> extends infer F extends readonly [string, string]
          ? F
          : BothFault<Layer, Sizes, C> extends infer F extends readonly [string, string]
            ? F
            : OpenSizeFault<N, Layer, Sizes, C> extends infer F extends readonly [string, string]
              ? F
              : [C['groups']] extends [1]
                ? undefined
                : GroupsFault<Layer, ChannelsName<N>, Channels, Known<C['filters']>, Known<C['groups']>>
        : undefined

/** [argument, sentence] where the filters are no positive integer, or the channels are not known. */
export type FiltersFault<N extends Rank, Layer extends string, I, F extends number> =
  PositiveFault<Layer, 'filters', F> extends infer Fault extends readonly [string, string]
    ? Fault
    : UnknownChannels<N, Layer, I, 'filters'>

/** [argument, sentence] where the channels are not known. */
export type UnknownChannels<N extends Rank, Layer extends string, I, Argument extends string> = I extends {
  channels: infer Channels extends string
}
  ? readonly [Argument, UnknownAxis<Layer, ChannelsName<N>, Channels>]
  : undefined

/** The elements of a kernel for one channel. */
export type KernelElements<N extends Rank, K> = N extends 3
  ? Multiply<Along<K, '0'>, Multiply<Along<K, '1'>, Along<K, '2'>>>
  : N extends 2
    ? Multiply<Along<K, '0'>, Along<K, '1'>>
    : Along<K, '0'>

/** The channels of a shape. */
export type ChannelsOf<N extends Rank, S, Format> =
  Spatial<N, S, Format> extends { channels: infer Channels } ? Channels : number

/** kernel elements · channels / groups · filters, and as many as filters more with a bias. */
export type SpatialConvParameters<N extends Rank, S, C extends SpatialConvConfig, Bias> =
  Multiply<
    KernelElements<N, C['kernelSize']>,
    Divide<ChannelsOf<N, S, C['dataFormat']>, Known<C['groups']>>
  > extends infer PerFilter
    ? Multiply<WithBias<PerFilter, Bias>, Known<C['filters']>>
    : never

/** The axes of the input and how many channels there are. Throws ShapeError for another rank, and for channels that are not known. */
export const knownChannels = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  dataFormat: DataFormat,
): SpatialValue & { readonly channels: number } => {
  const spatial = spatialOf(rank, layer, shape, dataFormat)
  return { ...spatial, channels: knownDim(layer, channelsName(rank), spatial.channels) }
}

export const spatialConvShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  config: SpatialConvConfig,
): ShapeValue => {
  const { filters, padding, groups, dataFormat } = config
  requireOneOf(layer, 'padding', paddings, padding)
  spatialOf(rank, layer, shape, dataFormat)
  requirePositive(layer, 'filters', filters)
  const { batch, sizes, channels } = knownChannels(rank, layer, shape, dataFormat)
  requireArguments(rank, layer, config)
  const positions = positionsOf(rank, layer, sizes, config)
  requireNotBoth(rank, layer, config)
  requireKnownSizes(rank, layer, sizes, config)
  requireGroups(layer, channelsName(rank), channels, filters, groups)
  return spatialShape({ batch, sizes: positions, channels: filters }, dataFormat)
}
