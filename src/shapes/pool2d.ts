import type { Divide, DivideUp } from './arithmetic.js'
import { type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim } from './format.js'
import { type Image, type ImageSentence, type ImageShape, imageOf, imageShape } from './image.js'
import { requireOneOf } from './sentence.js'
import {
  type Columns,
  type DataFormat,
  type FormatPair,
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
import { poolTooLarge } from './window-sentences.js'

/** The arguments of a pooling layer that decide its shape; strides default to the pool's size. */
export interface Pool2dConfig {
  readonly poolSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly dataFormat: DataFormat
}

/** [batch, height', width', channels], or the sentence of the first argument that does not fit. */
export type Pool2dShape<Layer extends string, S, C extends Pool2dConfig> = C extends HalvingPool
  ? HalvedImage<S, C['padding']> extends infer Half extends Shape
    ? Half
    : JudgedShape<Layer, S, C>
  : JudgedShape<Layer, S, C>

/** Most pools halve a size; this pattern without parameters tells them at little of the compiler's time. */
type HalvingPool = { readonly strides: 2; readonly dataFormat: 'channelsLast' } & (
  | { readonly poolSize: 2 | 3; readonly padding: 'same' }
  | { readonly poolSize: 2; readonly padding: 'valid' }
)

/** undefined where size or padding is not known, or nothing is left. */
type HalvedImage<S, Pad> = S extends [infer B, infer H, infer W, infer C]
  ? [H, W] extends [number, number]
    ? [Pad] extends ['same']
      ? ImageShape<B, DivideUp<H, 2>, DivideUp<W, 2>, C, 'channelsLast'>
      : [Pad] extends ['valid']
        ? WithoutZero<B, Divide<H, 2>, Divide<W, 2>, C>
        : undefined
    : undefined
  : undefined

type WithoutZero<B, H, W, C> = 0 extends H | W ? undefined : [B, H, W, C]

type JudgedShape<Layer extends string, S, C extends Pool2dConfig> =
  ImageSentence<Layer, S, C['dataFormat']> extends infer E extends string
    ? E
    : Pool2dFault<Layer, S, C> extends readonly [string, infer E]
      ? E
      : Image<S, C['dataFormat']> extends infer I extends { batch: unknown; channels: unknown }
        ? ImageShape<I['batch'], Height<S, C>, Width<S, C>, I['channels'], C['dataFormat']>
        : never

type Height<S, C extends Pool2dConfig> = WindowDim<
  Image<S, C['dataFormat']>['height'],
  Rows<C['poolSize']>,
  Rows<C['strides']>,
  C['padding'],
  1
>

type Width<S, C extends Pool2dConfig> = WindowDim<
  Image<S, C['dataFormat']>['width'],
  Columns<C['poolSize']>,
  Columns<C['strides']>,
  C['padding'],
  1
>

/** The first argument that does not fit an image, and the sentence about it; undefined where all fit. */
export type Pool2dFault<Layer extends string, S, C extends Pool2dConfig> = C extends HalvingPool
  ? HalvedImage<S, C['padding']> extends undefined
    ? JudgedFault<Layer, S, C>
    : undefined
  : JudgedFault<Layer, S, C>

type JudgedFault<Layer extends string, S, C extends Pool2dConfig> =
  PairFault<Layer, 'poolSize', C['poolSize']> extends infer F extends readonly [string, string]
    ? F
    : PairFault<Layer, 'strides', C['strides']> extends infer F extends readonly [string, string]
      ? F
      : 'tooLarge' extends Height<S, C> | Width<S, C>
        ? readonly ['poolSize', PoolTooLarge<Layer, Image<S, C['dataFormat']>, C>]
        : 'openSize' extends Height<S, C> | Width<S, C>
          ? readonly ['poolSize', OpenSize<Layer, C['strides'], Image<S, C['dataFormat']>>]
          : undefined

type PoolTooLarge<
  Layer extends string,
  I extends { height: unknown; width: unknown },
  C extends Pool2dConfig,
> = ReturnType<
  typeof poolTooLarge<Layer, FormatPair<C['poolSize']>, `${FormatDim<I['height']>}x${FormatDim<I['width']>}`>
>

export const pool2dShape = (layer: string, shape: ShapeValue, config: Pool2dConfig): ShapeValue => {
  const { poolSize, strides, padding, dataFormat } = config
  requireOneOf(layer, 'padding', paddings, padding)
  const image = imageOf(layer, shape, dataFormat)
  requirePositivePair(layer, 'poolSize', poolSize)
  requirePositivePair(layer, 'strides', strides)
  const [pool, stride] = [rowsAndColumns(poolSize), rowsAndColumns(strides)]
  const height = windowDim(image.height, pool[0], stride[0], padding, 1)
  const width = windowDim(image.width, pool[1], stride[1], padding, 1)
  if (height === undefined || width === undefined) {
    const input = `${formatDim(image.height)}x${formatDim(image.width)}`
    throw new ShapeError(poolTooLarge(layer, formatPair(poolSize), input))
  }
  requireKnownSize(layer, [image.height, image.width], strides, padding)
  return imageShape({ ...image, height, width }, dataFormat)
}

/** [batch, channels], or [batch, 1, 1, channels] with keepDims. */
export type GlobalPool2dShape<Layer extends string, S, Format, KeepDims> =
  ImageSentence<Layer, S, Format> extends infer E extends string
    ? E
    : Image<S, Format> extends { batch: infer B; channels: infer C }
      ? [KeepDims] extends [true]
        ? ImageShape<B, 1, 1, C, Format>
        : [KeepDims] extends [false]
          ? [B, C]
          : Shape
      : never

export const globalPool2dShape = (
  layer: string,
  shape: ShapeValue,
  dataFormat: DataFormat,
  keepDims: boolean,
): ShapeValue => {
  const image = imageOf(layer, shape, dataFormat)
  return keepDims ? imageShape({ ...image, height: 1, width: 1 }, dataFormat) : [image.batch, image.channels]
}
