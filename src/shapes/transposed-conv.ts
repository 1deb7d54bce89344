import type { Add, Multiply, Remainder, Subtract } from './arithmetic.js'
import { type DimValue, type IsRankWide, type IsSingle, type Known, ShapeError, type ShapeValue } from './dim.js'
import { type IsWhole, isWhole } from './edges.js'
import { type NoOutput, noOutput } from './nothing-left.js'
import { requireOneOf, requirePositive } from './sentence.js'
import {
  type Along,
  alongEach,
  type FormatSizes,
  formatSizes,
  type Rank,
  type Spatial,
  type SpatialSentence,
  type SpatialShape,
  spatialOf,
  spatialShape,
} from './spatial.js'
import { type ChannelsOf, type FiltersFault, type KernelElements, knownChannels } from './spatial-conv.js'
import { type ArgumentsFault, type BothFault, type Member, requireArguments, requireNotBoth } from './spatial-window.js'
import {
  type DataFormat,
  type FormatArgument,
  formatArgument,
  type Padding,
  type Pair,
  paddings,
} from './window-dim.js'
import type { WithBias } from './with-bias.js'

/** The arguments of a transposed convolution that decide its shape; without output padding it is null. */
export interface TransposedConfig<
  F extends number = number,
  K extends Pair = Pair,
  St extends Pair = Pair,
  P extends Padding = Padding,
  O extends Pair | null = Pair | null,
  D extends Pair = Pair,
  Format extends DataFormat = DataFormat,
> {
  readonly filters: F
  readonly kernelSize: K
  readonly strides: St
  readonly padding: P
  readonly outputPadding: O
  readonly dilationRate: D
  readonly dataFormat: Format
}

/** The lengths that a convolution with these arguments makes the input of, and the filters. */
export type TransposedShape<N extends Rank, Layer extends string, S, C extends TransposedConfig> =
  SpatialSentence<N, Layer, S, C['dataFormat']> extends infer M extends string
    ? M
    : TransposedFault<N, Layer, S, C> extends readonly [string, infer M]
      ? M
      : Spatial<N, S, C['dataFormat']> extends { batch: infer B; sizes: infer Sizes extends unknown[] }
        ? SpatialShape<B, Lengths<Sizes, C>, Known<C['filters']>, C['dataFormat']>
        : never

/** The first argument that does not fit, and the sentence about it; undefined where all fit. */
export type TransposedFault<N extends Rank, Layer extends string, S, C extends TransposedConfig> =
  FiltersFault<N, Layer, Spatial<N, S, C['dataFormat']>, C['filters']> extends infer F extends readonly [string, string]
    ? F
    : ArgumentsFault<N, Layer, C> extends infer F extends readonly [string, string]
      ? F
      : Spatial<N, S, C['dataFormat']> extends { sizes: infer Sizes extends unknown[] }
        ? BothFault<Layer, Sizes, C> extends infer F extends readonly [string, string]
          ? F
          : OutputPaddingFault<N, Layer, Sizes, C> extends infer F extends readonly [string, string]
            ? F
            : 'nothing' extends Member<Lengths<Sizes, C>>
              ? readonly ['outputPadding', NoOutput<Layer, FormatArgument<C['outputPadding']>, FormatSizes<Sizes>>]
              : undefined
        : undefined

const notBelowStrides = <const Layer extends string, const Strides extends string, const Got extends string>(
  layer: Layer,
  strides: Strides,
  got: Got,
) => `${layer}: outputPadding must be integers from 0 to below the strides, ${strides}, got ${got}` as const

type OutputPaddingFault<
  N extends Rank,
  Layer extends string,
  Sizes extends readonly unknown[],
  C extends TransposedConfig,
> = [C['outputPadding']] extends [null]
  ? undefined
  : IsSingle<C['outputPadding']> extends true
    ? false extends
        | FitsRank<N, C['outputPadding']>
        | Member<{ [K in keyof Sizes]: IsBelow<Along<C['outputPadding'], K>, Along<C['strides'], K>> }>
      ? readonly [
          'outputPadding',
          ReturnType<typeof notBelowStrides<Layer, FormatArgument<C['strides']>, FormatArgument<C['outputPadding']>>>,
        ]
      : undefined
    : undefined

type FitsRank<N extends Rank, O> = O extends readonly unknown[]
  ? IsRankWide<O> extends true
    ? true
    : O['length'] extends N
      ? true
      : false
  : true

type IsBelow<A, B> = IsWhole<A & number> extends true ? (Subtract<B, A> extends 0 | 'negative' ? false : true) : false

type Lengths<Sizes extends readonly unknown[], C extends TransposedConfig> = {
  [K in keyof Sizes]: Length<
    Sizes[K],
    Along<C['kernelSize'], K>,
    Along<C['strides'], K>,
    C['padding'],
    C['outputPadding'] extends null ? null : null extends C['outputPadding'] ? number : Along<C['outputPadding'], K>,
    Along<C['dilationRate'], K>
  >
}

/**
 * Without output padding In · stride for 'same', else (In - 1) · stride + max(reach, stride), where a kernel reaches over
 * (kernel - 1) · dilation + 1; with it (In - 1) · stride + reach + outputPadding, for 'same' reach mod 2 in place of reach.
 */
type Length<In, Kernel, Stride, Pad, Output, Dilation> = [Kernel, Stride, Output] extends [1, 1, null | 0]
  ? In
  : IsSingle<Pad> extends true
    ? [Output] extends [null]
      ? Pad extends 'same'
        ? [Stride] extends [1]
          ? In
          : Multiply<In, Stride>
        : Add<Multiply<In, Stride>, Beyond<Reach<Kernel, Dilation>, Stride>>
      : [Pad, Stride, Remainder<Reach<Kernel, Dilation>, 2>] extends ['same', 1, 1]
        ? In
        : WithOutput<
            Multiply<In, Stride>,
            Stride,
            Add<Pad extends 'same' ? Remainder<Reach<Kernel, Dilation>, 2> : Reach<Kernel, Dilation>, Output>
          >
    : number

type WithOutput<Spread, Stride, More> =
  Subtract<Add<Spread, More>, Stride> extends infer Left ? ([Left] extends [0 | 'negative'] ? 'nothing' : Left) : never

type Reach<Kernel, Dilation> = [Dilation] extends [1] ? Kernel : Add<Multiply<Subtract<Kernel, 1>, Dilation>, 1>

/** max(reach - stride, 0) */
type Beyond<R, Stride> = Subtract<R, Stride> extends infer More ? (More extends 'negative' ? 0 : More) : never

/** kernel elements · channels · filters, and a bias for each filter. */
export type TransposedParameters<N extends Rank, S, C extends TransposedConfig, Bias> =
  Multiply<KernelElements<N, C['kernelSize']>, ChannelsOf<N, S, C['dataFormat']>> extends infer PerFilter
    ? Multiply<WithBias<PerFilter, Bias>, Known<C['filters']>>
    : never

/** One axis of a transposed convolution. */
export interface TransposedAxis {
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padding: Padding
  readonly output: number | null
}

/** How far a dilated kernel reaches. */
const reachOf = ({ kernel, dilation }: TransposedAxis): number => (kernel - 1) * dilation + 1

/** How much longer the output is than (in - 1) · stride. */
const beyond = (axis: TransposedAxis): number => {
  const reach = reachOf(axis)
  if (axis.output === null) return axis.padding === 'same' ? axis.stride : Math.max(reach, axis.stride)
  return (axis.padding === 'same' ? reach % 2 : reach) + axis.output
}

/** What is cut in front of the results and behind them, and what is added behind instead. */
export const transposedCuts = (axis: TransposedAxis): { before: number; after: number; added: number } => {
  const more = reachOf(axis) - beyond(axis)
  const before = axis.padding === 'same' ? Math.max(Math.floor(more / 2), 0) : 0
  return { before, after: Math.max(more - before, 0), added: Math.max(before - more, 0) }
}

/** The axes of a transposed convolution by themselves. */
export const transposedAxes = (
  rank: Rank,
  config: Omit<TransposedConfig, 'filters' | 'dataFormat'>,
): TransposedAxis[] => {
  const { kernelSize, strides, dilationRate, outputPadding, padding } = config
  const [kernels, steps, dilations] = [kernelSize, strides, dilationRate].map((one) => alongEach(rank, one)) as [
    number[],
    number[],
    number[],
  ]
  const outputs = outputPadding === null ? null : alongEach(rank, outputPadding)
  return kernels.map((kernel, axis) => ({
    kernel,
    stride: steps[axis] as number,
    dilation: dilations[axis] as number,
    padding,
    output: outputs === null ? null : (outputs[axis] as number),
  }))
}

export const transposedShape = (rank: Rank, layer: string, shape: ShapeValue, config: TransposedConfig): ShapeValue => {
  const { filters, padding, outputPadding, dataFormat } = config
  requireOneOf(layer, 'padding', paddings, padding)
  spatialOf(rank, layer, shape, dataFormat)
  requirePositive(layer, 'filters', filters)
  const { batch, sizes } = knownChannels(rank, layer, shape, dataFormat)
  requireArguments(rank, layer, config)
  requireNotBoth(rank, layer, config)
  const axes = transposedAxes(rank, config)
  if (outputPadding !== null) requireBelowStrides(rank, layer, config, axes)
  const lengths = sizes.map((size, axis) => lengthOf(size, axes[axis] as TransposedAxis))
  if (lengths.some((length) => length !== null && typeof length === 'number' && length < 1)) {
    throw noOutput(layer, formatArgument(outputPadding as Pair), formatSizes(sizes))
  }
  return spatialShape({ batch, sizes: lengths, channels: filters }, dataFormat)
}

const requireBelowStrides = (
  rank: Rank,
  layer: string,
  { strides, outputPadding }: TransposedConfig,
  axes: readonly TransposedAxis[],
): void => {
  const fits = typeof outputPadding !== 'object' || (outputPadding as readonly number[]).length === rank
  if (fits && axes.every(({ output, stride }) => isWhole(output) && Number(output) < stride)) return
  throw new ShapeError(notBelowStrides(layer, formatArgument(strides), formatArgument(outputPadding as Pair)))
}

const lengthOf = (size: DimValue, axis: TransposedAxis): DimValue => {
  const more = beyond(axis) - axis.stride
  if (axis.stride === 1 && more === 0) return size
  return typeof size === 'number' ? size * axis.stride + more : null
}
