import type { Divide, DivideUp, IsPositiveInteger, Multiply, Subtract } from './arithmetic.js'
import { describeValue } from './describe-value.js'
import { type DimValue, type IsRankWide, type IsSingle, isPositiveInteger, type Known, ShapeError } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import { type NotPositiveInteger, notPositiveInteger } from './sentence.js'

export const paddings = ['same', 'valid'] as const
export const dataFormats = ['channelsLast', 'channelsFirst'] as const

/** Of windows over time, which may also see no step that comes later. */
export const seriesPaddings = [...paddings, 'causal'] as const

export type Padding = (typeof paddings)[number]
export type SeriesPadding = (typeof seriesPaddings)[number]
export type DataFormat = (typeof dataFormats)[number]

/** A size that may be left out, which null stands for. */
export type OrDefault<Size, Default> = null extends Size ? Default : Exclude<Size, null>

/** One number for both spatial axes, or [height, width]; other lengths are faults with a sentence. */
export type Pair = number | readonly number[]

export type Rows<P> = Known<P extends readonly [infer R, unknown] ? R : P>
export type Columns<P> = Known<P extends readonly [unknown, infer C] ? C : P>

export const rowsAndColumns = (pair: Pair): [number, number] =>
  (typeof pair === 'object' ? [pair[0], pair[1]] : [pair, pair]) as [number, number]

/** 3x3 of 3, 3x5 of [3, 5] */
export type FormatPair<P> = `${FormatDim<Rows<P>>}x${FormatDim<Columns<P>>}`
export const formatPair = (pair: Pair): string => rowsAndColumns(pair).join('x')

/** 3 of 3, [3, 5] of [3, 5] */
export type FormatArgument<P> = P extends readonly unknown[] ? FormatShape<P> : FormatDim<P>
export const formatArgument = (pair: Pair): string =>
  Array.isArray(pair) ? `[${pair.map(formatItem).join(', ')}]` : formatItem(pair)

const formatItem = (item: unknown): string => (typeof item === 'string' ? describeValue(item) : `${item}`)

const notSizes = <
  const Layer extends string,
  const Argument extends string,
  const Others extends string,
  const Got extends string,
>(
  layer: Layer,
  argument: Argument,
  others: Others,
  got: Got,
) => `${layer}: ${argument} must be one number, or ${others}, got ${got}` as const

/** The sentence for a list that has not one number for each axis. */
export type NotSizes<Layer extends string, Argument extends string, Others extends string, P> = ReturnType<
  typeof notSizes<Layer, Argument, Others, FormatArgument<P>>
>

/** [argument, sentence] for what is not one or two whole numbers of 1 or more, else undefined. */
export type PairFault<Layer extends string, Argument extends string, P> =
  IsPositivePair<P> extends true
    ? undefined
    : readonly [
        Argument,
        [P] extends [number | readonly [unknown, unknown]]
          ? NotPositiveInteger<Layer, Argument, FormatArgument<P>>
          : NotSizes<Layer, Argument, 'two for height and width', P>,
      ]

/** [argument, sentence] for what is not a whole number of 1 or more, else undefined. */
export type PositiveFault<Layer extends string, Argument extends string, N extends number> =
  IsPositiveInteger<N> extends true ? undefined : readonly [Argument, NotPositiveInteger<Layer, Argument, `${N}`>]

/** true also for what may be a pair of such numbers: unions, and arrays of a length that the type does not know. */
type IsPositivePair<P> = [P] extends [number]
  ? IsPositiveInteger<P>
  : [P] extends [readonly [infer R, infer C]]
    ? [IsPositiveInteger<R>, IsPositiveInteger<C>] extends [true, true]
      ? true
      : false
    : true extends IsRankWide<P>
      ? true
      : [P] extends [number | readonly [unknown, unknown]]
        ? true
        : false

export const requirePositivePair = (layer: string, argument: string, pair: Pair): void =>
  requirePositiveSizes(layer, argument, pair, 2, 'two for height and width')

/** Throws ShapeError for what is not one whole number of 1 or more, nor `count` of them. */
export const requirePositiveSizes = (
  layer: string,
  argument: string,
  sizes: Pair,
  count: number,
  others: string,
): void => {
  if (typeof sizes === 'object' && !Array.isArray(sizes)) {
    throw new ShapeError(notSizes(layer, argument, others, describeValue(sizes)))
  }
  if (typeof sizes === 'object' && sizes.length !== count) {
    throw new ShapeError(notSizes(layer, argument, others, formatArgument(sizes)))
  }
  if ([sizes].flat().every(isPositiveInteger)) return
  throw new ShapeError(notPositiveInteger(layer, argument, formatArgument(sizes)))
}

/** How far a dilated kernel reaches beyond its first element: (kernel - 1) · dilation. */
type Span<Kernel, Dilation> = [Kernel] extends [1] ? 0 : Multiply<Subtract<Kernel, 1>, Dilation>

/**
 * The positions of a window along one axis, or 'tooLarge', or 'openSize' where its padding cannot be computed. For 'same' and
 * 'causal' ceil(in / stride), for 'valid' ceil((in - span) / stride), which is floor(in / kernel) where the stride is the
 * kernel.
 */
export type WindowDim<In, Kernel, Stride, Pad, Dilation> =
  KeepsLength<Kernel, Stride, Pad> extends true
    ? In
    : In extends string
      ? [Pad, number extends Stride ? 'wide' : 'known'] extends ['same', 'known']
        ? 'openSize'
        : number
      : IsSingle<Pad> extends true
        ? Pad extends 'same' | 'causal'
          ? DivideUp<In, Stride>
          : [Kernel, Dilation] extends [Stride, 1]
            ? Fitting<Divide<In, Stride>>
            : Subtract<In, Span<Kernel, Dilation>> extends infer Room
              ? Fitting<Room> extends number
                ? DivideUp<Room, Stride>
                : 'tooLarge'
              : never
        : number

type Fitting<N> = N extends 0 | 'negative' ? 'tooLarge' : N

/** Whether the window leaves every length as it is, even one that is not known. */
type KeepsLength<Kernel, Stride, Pad> = [Stride] extends [1]
  ? [Pad] extends ['same' | 'causal']
    ? true
    : [Kernel] extends [1]
      ? true
      : false
  : false

/** The positions along an axis of `size`, or null where that is unknown; undefined where the window does not fit. */
export const windowDim = (
  size: DimValue,
  kernel: number,
  stride: number,
  padding: SeriesPadding,
  dilation: number,
): DimValue | undefined => {
  if (typeof size !== 'number') return stride === 1 && (padding !== 'valid' || kernel === 1) ? size : null
  if (padding !== 'valid') return Math.ceil(size / stride)
  const room = size - (kernel - 1) * dilation
  return room > 0 ? Math.ceil(room / stride) : undefined
}

export const openSize = <
  const Layer extends string,
  const Strides extends string,
  const Axes extends string,
  const Got extends string,
>(
  layer: Layer,
  strides: Strides,
  axes: Axes,
  got: Got,
) =>
  `${layer}: padding 'same' with strides ${strides} needs a known ${axes}, got ${got}; give numbers in input(…), or strides of 1` as const

/** The sentence for 'same' padding that depends on a length that is not known. */
export type OpenSize<Layer extends string, Strides, I extends { height: unknown; width: unknown }> = ReturnType<
  typeof openSize<Layer, FormatArgument<Strides>, 'height and width', FormatShape<[I['height'], I['width']]>>
>
/** The same for a series. */
export type OpenTime<Layer extends string, Stride, Time> = ReturnType<
  typeof openSize<Layer, FormatDim<Stride>, 'time', FormatDim<Time>>
>

/** Throws ShapeError where 'same' padding depends on a length that is not known. */
export const requireKnownSize = (
  layer: string,
  size: readonly [DimValue, DimValue],
  strides: Pair,
  padding: Padding,
): void => {
  const open = rowsAndColumns(strides).some((stride, axis) => stride > 1 && typeof size[axis] !== 'number')
  if (padding !== 'same' || !open) return
  throw new ShapeError(openSize(layer, formatArgument(strides), 'height and width', formatShape(size)))
}

/** The same for a series. */
export const requireKnownTime = (layer: string, time: DimValue, stride: number, padding: SeriesPadding): void => {
  if (padding !== 'same' || stride === 1 || typeof time === 'number') return
  throw new ShapeError(openSize(layer, `${stride}`, 'time', formatDim(time)))
}

/** Zeros before and after one axis for 'same' padding, as TensorFlow places them: the odd one comes after. */
export const samePads = (size: number, kernel: number, stride: number, dilation: number): [number, number] => {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}
