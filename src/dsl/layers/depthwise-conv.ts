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
} from './depthwise-convolution.js'

export interface DepthwiseConvOptions<
  St extends Pair,
  P extends Padding,
  M extends number,
  D extends Pair,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends ChannelwiseOptions<St, P, M, D, Format, Bias, Fault> {}

export interface DepthwiseConvRule<
  N extends 1 | 2,
  Kind extends string,
  C extends DepthwiseConfig,
  Bias extends boolean,
> extends Rule {
  readonly output: DepthwiseShape<N, Kind, this['input'], C>
  readonly parameters: DepthwiseParameters<N, this['input'], C, Bias>
}

/** The fluent method of a depthwise convolution. */
export type DepthwiseConvMethod<
  N extends 1 | 2,
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<N, Kind, Out>,
  <
    const K extends SizesOf[N],
    const St extends SizesOf[N] = 1,
    const P extends Padding = 'valid',
    const M extends number = 1,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    kernelSize: GuardArgument<
      DepthwiseFault<N, Kind, Out, DepthwiseConfig<null, K, St, P, D, M, Format>>,
      'kernelSize',
      K
    >,
    options?: DepthwiseConvOptions<
      St,
      P,
      M,
      D,
      Format,
      Bias,
      DepthwiseFault<N, Kind, Out, DepthwiseConfig<null, K, St, P, D, M, Format>>
    >,
  ) => Appended<In, Out, Count, DepthwiseConvRule<N, Kind, DepthwiseConfig<null, K, St, P, D, M, Format>, Bias>>
>

/** A layer that convolves each channel by itself, over so many spatial axes. */
export const depthwiseConv =
  <const Kind extends string, const N extends 1 | 2>(kind: Kind, rank: N) =>
  <
    const K extends SizesOf[N],
    const St extends SizesOf[N] = 1,
    const P extends Padding = 'valid',
    const M extends number = 1,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    kernelSize: K,
    options: DepthwiseConvOptions<St, P, M, D, Format, Bias> = {},
  ): Layer<DepthwiseConvRule<N, Kind, DepthwiseConfig<null, K, St, P, D, M, Format>, Bias>> =>
    layer(
      kind,
      options,
      channelwiseOptions,
      depthwiseConvolution(rank, kind, depthwiseConfig(null, kernelSize, options), options),
    )
