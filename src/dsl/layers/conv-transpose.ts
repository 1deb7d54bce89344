import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { Rank, SizesOf, SpatialSentence } from '../../shapes/spatial.js'
import type {
  TransposedConfig,
  TransposedFault,
  TransposedParameters,
  TransposedShape,
} from '../../shapes/transposed-conv.js'
import type { DataFormat, Padding, Pair } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type KernelOptions, kernelOptions } from './kernel.js'
import { transposedConvolution } from './transposed-convolution.js'

export interface ConvTransposeOptions<
  St extends Pair,
  P extends Padding,
  O extends Pair | null,
  D extends Pair,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends KernelOptions<Bias> {
  /** How far apart the elements of the input lie in the output, one number or one for each axis; default 1. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /** 'valid' (default): all that the kernel reaches; 'same': the input's size times the strides. */
  readonly padding?: P | undefined
  /** What is added at the end of each axis, below the strides; by default (null) what gives the sizes that padding says. */
  readonly outputPadding?: GuardArgument<Fault, 'outputPadding', O | undefined>
  /** Distance between the elements that the kernel sees; default 1. */
  readonly dilationRate?: GuardArgument<Fault, 'dilationRate', D | undefined>
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
}

const known = {
  ...kernelOptions,
  strides: true,
  padding: true,
  outputPadding: true,
  dilationRate: true,
  dataFormat: true,
} as const

export interface ConvTransposeRule<
  N extends Rank,
  Kind extends string,
  C extends TransposedConfig,
  Bias extends boolean,
> extends Rule {
  readonly output: TransposedShape<N, Kind, this['input'], C>
  readonly parameters: TransposedParameters<N, this['input'], C, Bias>
}

/** The fluent method of a transposed convolution. */
export type ConvTransposeMethod<
  N extends Rank,
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
    const O extends SizesOf[N] | null = null,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: GuardArgument<TransposedFault<N, Kind, Out, TransposedConfig<F, K, St, P, O, D, Format>>, 'filters', F>,
    kernelSize: GuardArgument<
      TransposedFault<N, Kind, Out, TransposedConfig<F, K, St, P, O, D, Format>>,
      'kernelSize',
      K
    >,
    options?: ConvTransposeOptions<
      St,
      P,
      O,
      D,
      Format,
      Bias,
      TransposedFault<N, Kind, Out, TransposedConfig<F, K, St, P, O, D, Format>>
    >,
  ) => Appended<In, Out, Count, ConvTransposeRule<N, Kind, TransposedConfig<F, K, St, P, O, D, Format>, Bias>>
>

/** A layer that convolves the other way, over so many spatial axes. */
export const convTranspose =
  <const Kind extends string, const N extends Rank>(kind: Kind, rank: N) =>
  <
    const F extends number,
    const K extends SizesOf[N],
    const St extends SizesOf[N] = 1,
    const P extends Padding = 'valid',
    const O extends SizesOf[N] | null = null,
    const D extends SizesOf[N] = 1,
    const Format extends DataFormat = 'channelsLast',
    const Bias extends boolean = true,
  >(
    filters: F,
    kernelSize: K,
    options: ConvTransposeOptions<St, P, O, D, Format, Bias> = {},
  ): Layer<ConvTransposeRule<N, Kind, TransposedConfig<F, K, St, P, O, D, Format>, Bias>> => {
    const { strides = 1, padding = 'valid', dilationRate = 1, dataFormat = 'channelsLast' } = options
    const outputPadding = options.outputPadding ?? null
    const config: TransposedConfig = { filters, kernelSize, strides, padding, outputPadding, dilationRate, dataFormat }
    return layer(kind, options, known, transposedConvolution(rank, kind, config, options))
  }
