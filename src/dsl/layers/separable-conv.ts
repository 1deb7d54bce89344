import type { DepthwiseConfig, DepthwiseFault, DepthwiseParameters, DepthwiseShape } from '../../shapes/depthwise.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { SizesOf, SpatialSentence } from '../../shapes/spatial.js'
import type { DataFormat, Padding, Pair } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import {
  type ChannelwiseOptions,
  channelwiseOptions,
  depthwiseConfig,
  depthwiseConvolution,
  type PointwiseOptions,
} from './depthwise-convolution.js'
import { weightOptions } from './kernel.js'

export interface SeparableConvOptions<
  St extends Pair,
  P extends Padding,
  M extends number,
  D extends Pair,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends ChannelwiseOptions<St, P, M, D, Format, Bias, Fault>,
    PointwiseOptions {}

export interface SeparableConvRule<
  N extends 1 | 2,
  Kind extends string,
  C extends DepthwiseConfig,
  Bias extends boolean,
> extends Rule {
  readonly output: DepthwiseShape<N, Kind, this['input'], C>
  readonly parameters: DepthwiseParameters<N, this['input'], C, Bias>
}

/** The fluent method of a separable convolution. */
export type SeparableConvMethod<
  N extends 1 | 2,
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<N, Kind, Out>,
  <
    const F extends number,
    const K extends SizesOf[N],
    const St extends SizesOf[N] = 1,
    const P extends Padding = 'valid',
    const M extends number = 1,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: GuardArgument<DepthwiseFault<N, Kind, Out, DepthwiseConfig<F, K, St, P, D, M, Format>>, 'filters', F>,
    kernelSize: GuardArgument<
      DepthwiseFault<N, Kind, Out, DepthwiseConfig<F, K, St, P, D, M, Format>>,
      'kernelSize',
      K
    >,
    options?: SeparableConvOptions<
      St,
      P,
      M,
      D,
      Format,
      Bias,
      DepthwiseFault<N, Kind, Out, DepthwiseConfig<F, K, St, P, D, M, Format>>
    >,
  ) => Appended<In, Out, Count, SeparableConvRule<N, Kind, DepthwiseConfig<F, K, St, P, D, M, Format>, Bias>>
>

/** A layer that convolves each channel by itself, over so many spatial axes, then mixes the channels. */
export const separableConv =
  <const Kind extends string, const N extends 1 | 2>(kind: Kind, rank: N) =>
  <
    const F extends number,
    const K extends SizesOf[N],
    const St extends SizesOf[N] = 1,
    const P extends Padding = 'valid',
    const M extends number = 1,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: F,
    kernelSize: K,
    options: SeparableConvOptions<St, P, M, D, Format, Bias> = {},
  ): Layer<SeparableConvRule<N, Kind, DepthwiseConfig<F, K, St, P, D, M, Format>, Bias>> =>
    layer(
      kind,
      options,
      { ...channelwiseOptions, ...weightOptions('pointwise') },
      depthwiseConvolution(rank, kind, depthwiseConfig(filters, kernelSize, options), options),
    )
