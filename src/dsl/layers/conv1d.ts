import {
  type Conv1dConfig,
  type Conv1dFault,
  type Conv1dParameters,
  type Conv1dShape,
  conv1dShape,
} from '../../shapes/conv1d.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { knownDim } from '../../shapes/sentence.js'
import { type SeriesSentence, seriesOf } from '../../shapes/series.js'
import type { DataFormat, SeriesPadding } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { convolution } from './convolution.js'
import { type KernelOptions, kernelOptions } from './kernel.js'

export interface Conv1dOptions<
  St extends number,
  P extends SeriesPadding,
  D extends number,
  G extends number,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends KernelOptions<Bias> {
  /** Step between kernel positions; default 1. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /**
   * 'valid' (default): the kernel stays inside; 'same': zeros around the input, so that stride 1 keeps its length; 'causal':
   * the same with all zeros in front, so that no result depends on a later step.
   */
  readonly padding?: P | undefined
  /** Distance between the elements that the kernel sees; default 1. */
  readonly dilationRate?: GuardArgument<Fault, 'dilationRate', D | undefined>
  /** Groups of features that do not mix; default 1. */
  readonly groups?: GuardArgument<Fault, 'groups', G | undefined>
  /** Where the features stand: [batch, time, features] is 'channelsLast', the default. */
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

type Config<
  F extends number,
  K extends number,
  St extends number,
  P extends SeriesPadding,
  D extends number,
  G extends number,
  Format extends DataFormat,
> = {
  readonly filters: F
  readonly kernelSize: K
  readonly strides: St
  readonly padding: P
  readonly dilationRate: D
  readonly groups: G
  readonly dataFormat: Format
}

export interface Conv1dRule<
  F extends number,
  K extends number,
  St extends number,
  P extends SeriesPadding,
  D extends number,
  G extends number,
  Format extends DataFormat,
  Bias extends boolean,
> extends Rule {
  readonly output: Conv1dShape<this['input'], Config<F, K, St, P, D, G, Format>>
  readonly parameters: Conv1dParameters<this['input'], Config<F, K, St, P, D, G, Format>, Bias>
}

type Fault<
  S,
  F extends number,
  K extends number,
  St extends number,
  P extends SeriesPadding,
  D extends number,
  G extends number,
  Format extends DataFormat,
> = Conv1dFault<S, Config<F, K, St, P, D, G, Format>>

type Conv1dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'conv1d', Out>,
  <
    const F extends number,
    const K extends number,
    const St extends number = 1,
    const P extends SeriesPadding = 'valid',
    const D extends number = 1,
    const G extends number = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: GuardArgument<Fault<Out, F, K, St, P, D, G, Format>, 'filters', F>,
    kernelSize: GuardArgument<Fault<Out, F, K, St, P, D, G, Format>, 'kernelSize', K>,
    options?: Conv1dOptions<St, P, D, G, Format, Bias, Fault<Out, F, K, St, P, D, G, Format>>,
  ) => Appended<In, Out, Count, Conv1dRule<F, K, St, P, D, G, Format, Bias>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv1d: Conv1dMethod<In, Out, Count>
  }
}

const make = <
  const F extends number,
  const K extends number,
  const St extends number = 1,
  const P extends SeriesPadding = 'valid',
  const D extends number = 1,
  const G extends number = 1,
  const Format extends DataFormat = 'channelsLast',
  const Bias extends boolean = true,
>(
  filters: F,
  kernelSize: K,
  options: Conv1dOptions<St, P, D, G, Format, Bias> = {},
): Layer<Conv1dRule<F, K, St, P, D, G, Format, Bias>> => {
  const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1, dataFormat = 'channelsLast' } = options
  const config: Conv1dConfig = { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat }
  const windows = { kernel: [kernelSize], strides: [strides], padding: config.padding, dilations: [dilationRate] }
  const parts = convolution(
    {
      ...windows,
      filters,
      groups,
      dataFormat,
      outputShape: (shape) => conv1dShape(shape, config),
      channels: (shape) => knownDim('conv1d', 'features', seriesOf('conv1d', shape, dataFormat).features),
    },
    options,
  )
  return layer('conv1d', options, known, parts)
}

/**
 * One-dimensional convolution: [batch, time, features] to [batch, time', filters]. Keras's `Conv1D`: kernel [size, features /
 * groups, filters], bias [filters].
 */
export const conv1d = make
