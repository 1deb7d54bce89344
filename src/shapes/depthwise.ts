import type { Add, Multiply } from './arithmetic.js'
import type { Known, ShapeValue } from './dim.js'
import { requireOneOf, requirePositive } from './sentence.js'
import { type Rank, type Spatial, type SpatialSentence, spatialOf, spatialShape } from './spatial.js'
import {
  type ChannelsOf,
  type FiltersFault,
  type KernelElements,
  knownChannels,
  type PositionsShape,
  type UnknownChannels,
} from './spatial-conv.js'
import {
  type ArgumentsFault,
  type OpenSizeFault,
  positionsOf,
  requireArguments,
  requireKnownSizes,
  type TooLargeFault,
} from './spatial-window.js'
import { type DataFormat, type Padding, type Pair, type PositiveFault, paddings } from './window-dim.js'

/** The arguments of a depthwise convolution that decide its shape; `filters` are a separable one's, null where it is none. */
export interface DepthwiseConfig<
  F extends number | null = number | null,
  K extends Pair = Pair,
  St extends Pair = Pair,
  P extends Padding = Padding,
  D extends Pair = Pair,
  M extends number = number,
  Format extends DataFormat = DataFormat,
> {
  readonly filters: F
  readonly kernelSize: K
  readonly strides: St
  readonly padding: P
  readonly dilationRate: D
  readonly depthMultiplier: M
  readonly dataFormat: Format
}

/** The positions along each axis, and channels · depthMultiplier or the filters. */
export type DepthwiseShape<N extends Rank, Layer extends string, S, C extends DepthwiseConfig> =
  SpatialSentence<N, Layer, S, C['dataFormat']> extends infer M extends string
    ? M
    : DepthwiseFault<N, Layer, S, C> extends readonly [string, infer M]
      ? M
      : PositionsShape<
          Spatial<N, S, C['dataFormat']>,
          C,
          [C['filters']] extends [number] ? Known<C['filters']> : DepthwiseChannels<N, S, C>
        >

type DepthwiseChannels<N extends Rank, S, C extends DepthwiseConfig> = Multiply<
  ChannelsOf<N, S, C['dataFormat']>,
  Known<C['depthMultiplier']>
>

/** The first argument that does not fit, and the sentence about it; undefined where all fit. */
export type DepthwiseFault<N extends Rank, Layer extends string, S, C extends DepthwiseConfig> =
  FirstArgumentFault<N, Layer, Spatial<N, S, C['dataFormat']>, C['filters']> extends infer F extends readonly [
    string,
    string,
  ]
    ? F
    : ArgumentsFault<N, Layer, C> extends infer F extends readonly [string, string]
      ? F
      : Spatial<N, S, C['dataFormat']> extends { sizes: infer Sizes extends unknown[] }
        ? TooLargeFault<Layer, Sizes, C> extends infer F extends readonly [string, string]
          ? F
          : OpenSizeFault<N, Layer, Sizes, C> extends infer F extends readonly [string, string]
            ? F
            : PositiveFault<Layer, 'depthMultiplier', C['depthMultiplier']>
        : undefined

type FirstArgumentFault<N extends Rank, Layer extends string, I, F> = [F] extends [number]
  ? FiltersFault<N, Layer, I, F>
  : UnknownChannels<N, Layer, I, 'kernelSize'>

/**
 * kernel elements · channels · depthMultiplier, and a bias for each channel of the output; for a separable convolution that kernel,
 * filters for each of its channels, and a bias for each filter.
 */
export type DepthwiseParameters<N extends Rank, S, C extends DepthwiseConfig, Bias> =
  DepthwiseChannels<N, S, C> extends infer Depth
    ? Multiply<KernelElements<N, C['kernelSize']>, Depth> extends infer Kernel
      ? [C['filters']] extends [number]
        ? Add<Add<Kernel, Multiply<Depth, Known<C['filters']>>>, Biases<Known<C['filters']>, Bias>>
        : Add<Kernel, Biases<Depth, Bias>>
      : never
    : never

type Biases<Units, Bias> = [Bias] extends [true] ? Units : [Bias] extends [false] ? 0 : number

export const depthwiseShape = (rank: Rank, layer: string, shape: ShapeValue, config: DepthwiseConfig): ShapeValue => {
  const { filters, padding, depthMultiplier, dataFormat } = config
  requireOneOf(layer, 'padding', paddings, padding)
  spatialOf(rank, layer, shape, dataFormat)
  if (filters !== null) requirePositive(layer, 'filters', filters)
  const { batch, sizes, channels } = knownChannels(rank, layer, shape, dataFormat)
  requireArguments(rank, layer, config)
  const positions = positionsOf(rank, layer, sizes, config)
  requireKnownSizes(rank, layer, sizes, config)
  requirePositive(layer, 'depthMultiplier', depthMultiplier)
  return spatialShape({ batch, sizes: positions, channels: filters ?? channels * depthMultiplier }, dataFormat)
}
