import type { Divide, DivideUp, IsPositiveInteger, Multiply } from './arithmetic.js'
import { type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim } from './format.js'
import { type Image, type ImageSentence, type ImageShape, imageOf, imageShape } from './image.js'
import { knownDim, type NotPositiveInteger, requireOneOf, requirePositive, type UnknownAxis } from './sentence.js'
import {
  type Columns,
  type DataFormat,
  type FormatArgument,
  type FormatPair,
  formatArgument,
  formatPair,
  type OpenSize,
  type Padding,
  type Pair,
  type PairFault,
  paddings,
  type Rows,
  requireKnownSize,
  requirePositivePair,
  rowsAndColumns,
  type WindowDim,
  windowDim,
} from './window-dim.js'
import {
  type FirstOf,
  type GroupsFault,
  type IsOneOrWide,
  type KernelTooLarge,
  kernelTooLargeError,
  requireGroups,
  stridesWithDilation,
} from './window-sentences.js'
import type { WithBias } from './with-bias.js'

/** The arguments of a conv2d that decide its shape. */
export interface Conv2dConfig<
  F extends number = number,
  K extends Pair = Pair,
  St extends Pair = Pair,
  P extends Padding = Padding,
  D extends Pair = Pair,
  G extends number = number,
  Format extends DataFormat = DataFormat,
> {
  readonly filters: F
  readonly kernelSize: K
  readonly strides: St
  readonly padding: P
  readonly dilationRate: D
  readonly groups: G
  readonly dataFormat: Format
}

/** [batch, height', width', filters], or the sentence of the first argument that does not fit. */
export type Conv2dShape<S, C extends Conv2dConfig> = S extends [infer B, infer H, infer W, number]
  ? IsPositiveInteger<C['filters']> extends true
    ? C extends KeepingWindow
      ? ImageShape<B, H, W, Known<C['filters']>, 'channelsLast'>
      : C extends HalvingWindow
        ? [H, W] extends [number, number]
          ? ImageShape<B, DivideUp<H, 2>, DivideUp<W, 2>, Known<C['filters']>, 'channelsLast'>
          : JudgedShape<S, C>
        : JudgedShape<S, C>
    : JudgedShape<S, C>
  : JudgedShape<S, C>

type JudgedShape<S, C extends Conv2dConfig> =
  ImageSentence<'conv2d', S, C['dataFormat']> extends infer E extends string
    ? E
    : Conv2dFault<S, C> extends readonly [string, infer E]
      ? E
      : ImageShape<Image<S, C['dataFormat']>['batch'], Height<S, C>, Width<S, C>, Known<C['filters']>, C['dataFormat']>

/**
 * true for windows that leave the size as it is, or halve it. Most are such, and patterns without parameters tell them at a tenth
 * of the compiler's time.
 */
type UsualWindow<S, C extends Conv2dConfig> = C extends KeepingWindow
  ? S extends [unknown, unknown, unknown, number]
    ? true
    : false
  : C extends HalvingWindow
    ? S extends [unknown, number, number, number]
      ? true
      : false
    : false

type UsualSize = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 9 | 11

interface UsualConfig {
  readonly dilationRate: 1
  readonly groups: 1
  readonly dataFormat: 'channelsLast'
}

type SameOrOne = { readonly padding: 'same'; readonly kernelSize: UsualSize } | { readonly kernelSize: 1 }

type KeepingWindow = UsualConfig & { readonly strides: 1 } & SameOrOne

type HalvingWindow = UsualConfig & { readonly strides: 2 } & SameOrOne

type Height<S, C extends Conv2dConfig> = WindowDim<
  Image<S, C['dataFormat']>['height'],
  Rows<C['kernelSize']>,
  Rows<C['strides']>,
  C['padding'],
  Rows<C['dilationRate']>
>

type Width<S, C extends Conv2dConfig> = WindowDim<
  Image<S, C['dataFormat']>['width'],
  Columns<C['kernelSize']>,
  Columns<C['strides']>,
  C['padding'],
  Columns<C['dilationRate']>
>

/** The first argument that does not fit an image, and the sentence about it; undefined where all fit. */
export type Conv2dFault<S, C extends Conv2dConfig> =
  IsPositiveInteger<C['filters']> extends true
    ? UsualWindow<S, C> extends true
      ? undefined
      : WindowFault<S, C>
    : readonly ['filters', NotPositiveInteger<'conv2d', 'filters', `${C['filters']}`>]

type WindowFault<S, C extends Conv2dConfig> = Image<S, C['dataFormat']>['channels'] extends infer Channels extends
  string
  ? readonly ['filters', UnknownAxis<'conv2d', 'channels', Channels>]
  : FirstOf<
        PairFault<'conv2d', 'kernelSize', C['kernelSize']>,
        PairFault<'conv2d', 'strides', C['strides']>,
        PairFault<'conv2d', 'dilationRate', C['dilationRate']>
      > extends infer F extends readonly [string, string]
    ? F
    : 'tooLarge' extends Height<S, C> | Width<S, C>
      ? readonly ['kernelSize', TooLarge<Image<S, C['dataFormat']>, C>]
      : [AboveOne<C['strides']>, AboveOne<C['dilationRate']>] extends [true, true]
        ? readonly ['strides', StridesWithDilation<C>]
        : 'openSize' extends Height<S, C> | Width<S, C>
          ? readonly ['strides', OpenSize<'conv2d', C['strides'], Image<S, C['dataFormat']>>]
          : [C['groups']] extends [1]
            ? undefined
            : GroupsFault<
                'conv2d',
                'channels',
                Image<S, C['dataFormat']>['channels'],
                Known<C['filters']>,
                Known<C['groups']>
              >

type TooLarge<I extends { height: unknown; width: unknown }, C extends Conv2dConfig> = KernelTooLarge<
  'conv2d',
  FormatPair<C['kernelSize']>,
  AboveOne<C['dilationRate']> extends true ? FormatArgument<C['dilationRate']> : undefined,
  `${FormatDim<I['height']>}x${FormatDim<I['width']>}`
>

type StridesWithDilation<C extends Conv2dConfig> = ReturnType<
  typeof stridesWithDilation<'conv2d', FormatArgument<C['strides']>, FormatArgument<C['dilationRate']>>
>

/** true only where a literal is surely above 1. */
type AboveOne<P> = [IsOneOrWide<Rows<P>>, IsOneOrWide<Columns<P>>] extends [true, true] ? false : true

/** kernel height · kernel width · channels / groups · filters, and as many as filters more with a bias. */
export type Conv2dParameters<S, C extends Conv2dConfig, Bias> =
  Multiply<
    Multiply<Rows<C['kernelSize']>, Columns<C['kernelSize']>>,
    Divide<Image<S, C['dataFormat']>['channels'], Known<C['groups']>>
  > extends infer PerFilter
    ? Multiply<WithBias<PerFilter, Bias>, Known<C['filters']>>
    : never

export const conv2dShape = (shape: ShapeValue, config: Conv2dConfig): ShapeValue => {
  const { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat } = config
  requireOneOf('conv2d', 'padding', paddings, padding)
  const image = imageOf('conv2d', shape, dataFormat)
  requirePositive('conv2d', 'filters', filters)
  const channels = knownDim('conv2d', 'channels', image.channels)
  for (const [name, pair] of Object.entries({ kernelSize, strides, dilationRate })) {
    requirePositivePair('conv2d', name, pair)
  }
  const [kernel, stride, dilation] = [kernelSize, strides, dilationRate].map(rowsAndColumns) as [Two, Two, Two]
  const dilated = dilation.some((d) => d > 1)
  const height = windowDim(image.height, kernel[0], stride[0], padding, dilation[0])
  const width = windowDim(image.width, kernel[1], stride[1], padding, dilation[1])
  if (height === undefined || width === undefined) {
    const input = `${formatDim(image.height)}x${formatDim(image.width)}`
    throw kernelTooLargeError(
      'conv2d',
      formatPair(kernelSize),
      dilated ? formatArgument(dilationRate) : undefined,
      input,
    )
  }
  if (dilated && stride.some((s) => s > 1)) {
    throw new ShapeError(stridesWithDilation('conv2d', formatArgument(strides), formatArgument(dilationRate)))
  }
  requireKnownSize('conv2d', [image.height, image.width], strides, padding)
  requireGroups('conv2d', 'channels', channels, filters, groups)
  return imageShape({ batch: image.batch, height, width, channels: filters }, dataFormat)
}

type Two = [number, number]
