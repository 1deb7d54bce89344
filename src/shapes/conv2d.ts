import type { Add, Divide, IsPositiveInteger, Multiply, Remainder } from './arithmetic.js'
import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import { type Image, type ImageAxes, type ImageShape, imageAxes, imageOf, imageShape } from './image.js'
import { type ExpectedInput, expectedInput, type NotPositiveInteger, notPositiveInteger } from './sentence.js'
import {
  type Columns,
  type DataFormat,
  type FormatPair,
  type Padding,
  type Pair,
  type Rows,
  rowsAndColumns,
  type WindowDim,
  windowDim,
} from './window-dim.js'

/** The arguments of a conv2d that decide its shape. */
export interface Conv2dConfig {
  readonly filters: number
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly dilationRate: Pair
  readonly groups: number
  readonly dataFormat: DataFormat
}

const kernelTooLarge = <const Kernel extends string, const Input extends string>(kernel: Kernel, input: Input) =>
  `conv2d: kernel ${kernel} is larger than input ${input}; use padding: 'same'` as const

const groupsMismatch = <const Groups extends string, const Count extends string, const What extends string>(
  groups: Groups,
  count: Count,
  what: What,
) => `conv2d: groups ${groups} must divide the ${count} ${what}` as const

const stridesWithDilation = () => 'conv2d: strides and dilationRate cannot both be larger than 1' as const

export type Conv2dRank<S, Format = 'channelsLast'> = ExpectedInput<'conv2d', ImageAxes<Format>, FormatShape<S>>

/** [batch, height', width', filters], or the sentence of the first argument that does not fit. */
export type Conv2dShape<S, C extends Conv2dConfig> =
  Image<S, C['dataFormat']> extends infer I extends {
    batch: unknown
    height: unknown
    width: unknown
    channels: unknown
  }
    ? FiltersSentence<C> extends infer E extends string
      ? E
      : Conv2dKernel<I, C> extends infer E extends string
        ? E
        : StridesSentence<C> extends infer E extends string
          ? E
          : GroupsSentence<I, C> extends infer E extends string
            ? E
            : ImageShape<
                I['batch'],
                SpatialDim<I, C, 'height'>,
                SpatialDim<I, C, 'width'>,
                C['filters'],
                C['dataFormat']
              >
    : Conv2dRank<S, C['dataFormat']>

type SpatialDim<I, C extends Conv2dConfig, Axis extends 'height' | 'width'> = Axis extends 'height'
  ? WindowDim<I['height' & keyof I], Rows<C['kernelSize']>, Rows<C['strides']>, C['padding'], Rows<C['dilationRate']>>
  : WindowDim<
      I['width' & keyof I],
      Columns<C['kernelSize']>,
      Columns<C['strides']>,
      C['padding'],
      Columns<C['dilationRate']>
    >

/** undefined, or what is wrong with the filters. */
export type FiltersSentence<C extends Conv2dConfig> =
  IsPositiveInteger<C['filters']> extends true ? undefined : NotPositiveInteger<'conv2d', 'filters', `${C['filters']}`>

/** undefined, or what is wrong with the kernel on this input. */
export type KernelSentence<S, C extends Conv2dConfig> =
  Image<S, C['dataFormat']> extends infer I ? Conv2dKernel<I, C> : never

type Conv2dKernel<I, C extends Conv2dConfig> =
  PairIsPositive<C['kernelSize']> extends true
    ? 'tooLarge' extends SpatialDim<I, C, 'height'> | SpatialDim<I, C, 'width'>
      ? ReturnType<
          typeof kernelTooLarge<
            FormatPair<C['kernelSize']>,
            `${FormatDim<I['height' & keyof I]>}x${FormatDim<I['width' & keyof I]>}`
          >
        >
      : undefined
    : NotPositiveInteger<'conv2d', 'kernelSize', FormatPair<C['kernelSize']>>

/** undefined, or what is wrong with the strides and the dilation. */
export type StridesSentence<C extends Conv2dConfig> =
  PairIsPositive<C['strides']> extends true
    ? PairIsPositive<C['dilationRate']> extends true
      ? IsOne<C['strides']> | IsOne<C['dilationRate']> extends false
        ? ReturnType<typeof stridesWithDilation>
        : undefined
      : NotPositiveInteger<'conv2d', 'dilationRate', FormatPair<C['dilationRate']>>
    : NotPositiveInteger<'conv2d', 'strides', FormatPair<C['strides']>>

/** undefined, or what is wrong with the groups on this input. */
export type GroupsSentence<I, C extends Conv2dConfig> = [C['groups']] extends [1]
  ? undefined
  : IsPositiveInteger<C['groups']> extends true
    ? GroupsDivide<I['channels' & keyof I], C['groups'], 'input channels'> extends infer E extends string
      ? E
      : GroupsDivide<C['filters'], C['groups'], 'filters'>
    : NotPositiveInteger<'conv2d', 'groups', `${C['groups']}`>

/** The same from the input's shape. */
export type GroupsSentenceOf<S, C extends Conv2dConfig> =
  Image<S, C['dataFormat']> extends infer I ? GroupsSentence<I, C> : never

type GroupsDivide<Count, Groups extends number, What extends string> =
  Remainder<Count, Groups> extends infer R
    ? number extends R
      ? undefined
      : R extends 0
        ? undefined
        : ReturnType<typeof groupsMismatch<`${Groups}`, FormatDim<Count>, What>>
    : never

export type PairIsPositive<P> = P extends readonly [infer R, infer C]
  ? IsPositiveInteger<R> extends true
    ? IsPositiveInteger<C>
    : false
  : IsPositiveInteger<P>

/** false only where a literal is surely not 1. */
type IsOne<P> = P extends readonly [infer R, infer C]
  ? [IsOne<R>, IsOne<C>] extends [true, true]
    ? true
    : false
  : number extends P
    ? true
    : P extends 1
      ? true
      : false

/** kernel height · kernel width · channels / groups · filters, and as many as filters more with a bias. */
export type Conv2dParameters<S, C extends Conv2dConfig, Bias> =
  Image<S, C['dataFormat']> extends { channels: infer Channels }
    ? Multiply<
        Multiply<Rows<C['kernelSize']>, Columns<C['kernelSize']>>,
        Divide<Channels, C['groups']>
      > extends infer PerFilter
      ? Multiply<Bias extends false ? PerFilter : Add<PerFilter, 1>, C['filters']>
      : never
    : number

const positive = (n: number): boolean => Number.isInteger(n) && n > 0

export const formatPair = (pair: Pair): string => rowsAndColumns(pair).join('x')

export const conv2dShape = (shape: ShapeValue, config: Conv2dConfig): ShapeValue => {
  const { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat } = config
  const image = imageOf(shape, dataFormat)
  if (!image) throw new ShapeError(expectedInput('conv2d', imageAxes(dataFormat), formatShape(shape)))
  if (!positive(filters)) throw new ShapeError(notPositiveInteger('conv2d', 'filters', `${filters}`))
  for (const [name, pair] of Object.entries({ kernelSize, strides, dilationRate })) {
    if (!rowsAndColumns(pair).every(positive))
      throw new ShapeError(notPositiveInteger('conv2d', name, formatPair(pair)))
  }
  const [kernel, stride, dilation] = [kernelSize, strides, dilationRate].map(rowsAndColumns) as [Two, Two, Two]
  const dims = [image.height, image.width].map((size, i) =>
    windowDim(size, kernel[i] as number, stride[i] as number, padding, dilation[i] as number),
  )
  if (dims.includes(undefined)) {
    const input = `${formatDim(image.height)}x${formatDim(image.width)}`
    throw new ShapeError(kernelTooLarge(formatPair(kernelSize), input))
  }
  if (stride.some((s) => s > 1) && dilation.some((d) => d > 1)) throw new ShapeError(stridesWithDilation())
  if (!positive(groups)) throw new ShapeError(notPositiveInteger('conv2d', 'groups', `${groups}`))
  for (const [count, what] of [
    [image.channels, 'input channels'],
    [filters, 'filters'],
  ] as const) {
    if (typeof count === 'number' && count % groups !== 0)
      throw new ShapeError(groupsMismatch(`${groups}`, `${count}`, what))
  }
  const [height, width] = dims as [DimValue, DimValue]
  return imageShape({ batch: image.batch, height, width, channels: filters }, dataFormat)
}

type Two = [number, number]
