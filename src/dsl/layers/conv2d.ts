import type { Add } from '../../shapes/arithmetic.js'
import {
  type Conv2dConfig,
  type Conv2dFault,
  type Conv2dParameters,
  type Conv2dShape,
  conv2dShape,
} from '../../shapes/conv2d.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { type ImageSentence, imageOf } from '../../shapes/image.js'
import { knownDim } from '../../shapes/sentence.js'
import { type DataFormat, type Padding, type Pair, rowsAndColumns } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Extended } from '../sequential.js'
import { convolution } from './convolution.js'
import { type KernelOptions, kernelOptions } from './kernel.js'

export interface Conv2dOptions<
  St extends Pair,
  P extends Padding,
  D extends Pair,
  G extends number,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends KernelOptions<Bias> {
  /** Step between kernel positions, one number or [height, width]; default 1. */
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

export interface Conv2dRule<C extends Conv2dConfig, Bias extends boolean> extends Rule {
  readonly output: Conv2dShape<this['input'], C>
  readonly parameters: Conv2dParameters<this['input'], C, Bias>
}

type Fault<
  S,
  F extends number,
  K extends Pair,
  St extends Pair,
  P extends Padding,
  D extends Pair,
  G extends number,
  Format extends DataFormat,
> = Conv2dFault<S, Conv2dConfig<F, K, St, P, D, G, Format>>

type Conv2dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'conv2d', Out>,
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
    filters: GuardArgument<Fault<Out, F, K, St, P, D, G, Format>, 'filters', F>,
    kernelSize: GuardArgument<Fault<Out, F, K, St, P, D, G, Format>, 'kernelSize', K>,
    options?: Conv2dOptions<St, P, D, G, Format, Bias, Fault<Out, F, K, St, P, D, G, Format>>,
  ) => [F] extends [number]
    ? Extended<
        In,
        Conv2dShape<Out, Conv2dConfig<F, K, St, P, D, G, Format>>,
        Add<Count, Conv2dParameters<Out, Conv2dConfig<F, K, St, P, D, G, Format>, Bias>>
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv2d: Conv2dMethod<In, Out, Count>
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
  options: Conv2dOptions<St, P, D, G, Format, Bias> = {},
): Layer<Conv2dRule<Conv2dConfig<F, K, St, P, D, G, Format>, Bias>> => {
  const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1, dataFormat = 'channelsLast' } = options
  const config: Conv2dConfig = { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat }
  const [kernel, stride, dilations] = [kernelSize, strides, dilationRate].map(rowsAndColumns) as [Two, Two, Two]
  const windows = { kernel, strides: stride, padding: config.padding, dilations }
  const parts = convolution(
    {
      ...windows,
      filters,
      groups,
      dataFormat,
      outputShape: (shape) => conv2dShape(shape, config),
      channels: (shape) => knownDim('conv2d', 'channels', imageOf('conv2d', shape, dataFormat).channels),
    },
    options,
  )
  return layer('conv2d', options, known, parts)
}

type Two = [number, number]

/**
 * Two-dimensional convolution: [batch, height, width, channels] to [batch, height', width', filters].
 * Keras's `Conv2D`: kernel [height, width, channels / groups, filters], bias [filters].
 */
export const conv2d = make
