import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { alongEach, type SpatialSentence } from '../../shapes/spatial.js'
import {
  knownChannels,
  type SpatialConvConfig,
  type SpatialConvFault,
  type SpatialConvParameters,
  type SpatialConvShape,
  spatialConvShape,
} from '../../shapes/spatial-conv.js'
import type { DataFormat, Padding, Pair } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { convolution } from './convolution.js'
import { type KernelOptions, kernelOptions } from './kernel.js'

export interface Conv3dOptions<
  St extends Pair,
  P extends Padding,
  D extends Pair,
  G extends number,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends KernelOptions<Bias> {
  /** Step between kernel positions, one number or [depth, height, width]; default 1. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /** 'valid' (default): the kernel stays inside; 'same': zeros around the input, so that stride 1 keeps its size. */
  readonly padding?: P | undefined
  /** Distance between the elements that the kernel sees; default 1. */
  readonly dilationRate?: GuardArgument<Fault, 'dilationRate', D | undefined>
  /** Groups of channels that do not mix; default 1. */
  readonly groups?: GuardArgument<Fault, 'groups', G | undefined>
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
}

const known = {
  ...kernelOptions,
  strides: true,
  padding: true,
  dilationRate: true,
  groups: true,
  dataFormat: true,
} as const

export interface Conv3dRule<C extends SpatialConvConfig, Bias extends boolean> extends Rule {
  readonly output: SpatialConvShape<3, 'conv3d', this['input'], C>
  readonly parameters: SpatialConvParameters<3, this['input'], C, Bias>
}

type Fault<S, C extends SpatialConvConfig> = SpatialConvFault<3, 'conv3d', S, C>

type Conv3dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SpatialSentence<3, 'conv3d', Out>,
  <
    const F extends number,
    const K extends Pair,
    const St extends Pair = 1,
    const P extends Padding = 'valid',
    const D extends Pair = 1,
    const G extends number = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: GuardArgument<Fault<Out, SpatialConvConfig<F, K, St, P, D, G, Format>>, 'filters', F>,
    kernelSize: GuardArgument<Fault<Out, SpatialConvConfig<F, K, St, P, D, G, Format>>, 'kernelSize', K>,
    options?: Conv3dOptions<St, P, D, G, Format, Bias, Fault<Out, SpatialConvConfig<F, K, St, P, D, G, Format>>>,
  ) => Appended<In, Out, Count, Conv3dRule<SpatialConvConfig<F, K, St, P, D, G, Format>, Bias>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv3d: Conv3dMethod<In, Out, Count>
  }
}

const make = <
  const F extends number,
  const K extends Pair,
  const St extends Pair = 1,
  const P extends Padding = 'valid',
  const D extends Pair = 1,
  const G extends number = 1,
  const Format extends DataFormat = 'channelsLast',
  const Bias extends boolean = true,
>(
  filters: F,
  kernelSize: K,
  options: Conv3dOptions<St, P, D, G, Format, Bias> = {},
): Layer<Conv3dRule<SpatialConvConfig<F, K, St, P, D, G, Format>, Bias>> => {
  const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1, dataFormat = 'channelsLast' } = options
  const config: SpatialConvConfig = { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat }
  const parts = convolution(
    {
      kernel: alongEach(3, kernelSize),
      strides: alongEach(3, strides),
      padding: config.padding,
      dilations: alongEach(3, dilationRate),
      filters,
      groups,
      dataFormat,
      outputShape: (shape) => spatialConvShape(3, 'conv3d', shape, config),
      channels: (shape) => knownChannels(3, 'conv3d', shape, dataFormat).channels,
    },
    options,
  )
  return layer('conv3d', options, known, parts)
}

/**
 * Three-dimensional convolution: [batch, depth, height, width, channels] to [batch, depth′, height′, width′, filters]. Keras's
 * `Conv3D`: kernel [depth, height, width, channels / groups, filters], bias [filters].
 */
export const conv3d = make
