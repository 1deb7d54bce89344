import { formatPair, type PairIsPositive } from './conv2d.js'
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

/** The arguments of a pooling layer that decide its shape; strides default to the pool's size. */
export interface Pool2dConfig {
  readonly poolSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly dataFormat: DataFormat
}

const poolTooLarge = <const Layer extends string, const Pool extends string, const Input extends string>(
  layer: Layer,
  pool: Pool,
  input: Input,
) => `${layer}: pool ${pool} is larger than input ${input}; use padding: 'same'` as const

export type ImageRank<Layer extends string, S, Format = 'channelsLast'> = ExpectedInput<
  Layer,
  ImageAxes<Format>,
  FormatShape<S>
>

/** [batch, height', width', channels], or the sentence of the first argument that does not fit. */
export type Pool2dShape<Layer extends string, S, C extends Pool2dConfig> =
  Image<S, C['dataFormat']> extends infer I extends {
    batch: unknown
    height: unknown
    width: unknown
    channels: unknown
  }
    ? PoolSentence<Layer, S, C> extends infer E extends string
      ? E
      : ImageShape<
          I['batch'],
          PoolDim<I['height'], C, 'rows'>,
          PoolDim<I['width'], C, 'columns'>,
          I['channels'],
          C['dataFormat']
        >
    : ImageRank<Layer, S, C['dataFormat']>

type PoolDim<In, C extends Pool2dConfig, Axis extends 'rows' | 'columns'> = Axis extends 'rows'
  ? WindowDim<In, Rows<C['poolSize']>, Rows<C['strides']>, C['padding'], 1>
  : WindowDim<In, Columns<C['poolSize']>, Columns<C['strides']>, C['padding'], 1>

/** undefined, or what is wrong with the pool or its strides on this input. */
export type PoolSentence<Layer extends string, S, C extends Pool2dConfig> =
  PairIsPositive<C['poolSize']> extends true
    ? PairIsPositive<C['strides']> extends true
      ? Image<S, C['dataFormat']> extends { height: infer H; width: infer W }
        ? 'tooLarge' extends PoolDim<H, C, 'rows'> | PoolDim<W, C, 'columns'>
          ? ReturnType<typeof poolTooLarge<Layer, FormatPair<C['poolSize']>, `${FormatDim<H>}x${FormatDim<W>}`>>
          : undefined
        : undefined
      : NotPositiveInteger<Layer, 'strides', FormatPair<C['strides']>>
    : NotPositiveInteger<Layer, 'poolSize', FormatPair<C['poolSize']>>

export const pool2dShape = (layer: string, shape: ShapeValue, config: Pool2dConfig): ShapeValue => {
  const { poolSize, strides, padding, dataFormat } = config
  const image = imageOf(shape, dataFormat)
  if (!image) throw new ShapeError(expectedInput(layer, imageAxes(dataFormat), formatShape(shape)))
  for (const [name, pair] of Object.entries({ poolSize, strides })) {
    if (!rowsAndColumns(pair).every((n) => Number.isInteger(n) && n > 0)) {
      throw new ShapeError(notPositiveInteger(layer, name, formatPair(pair)))
    }
  }
  const [pool, stride] = [rowsAndColumns(poolSize), rowsAndColumns(strides)]
  const dims = [image.height, image.width].map((size, i) =>
    windowDim(size, pool[i] as number, stride[i] as number, padding, 1),
  )
  if (dims.includes(undefined)) {
    const input = `${formatDim(image.height)}x${formatDim(image.width)}`
    throw new ShapeError(poolTooLarge(layer, formatPair(poolSize), input))
  }
  const [height, width] = dims as [DimValue, DimValue]
  return imageShape({ ...image, height, width }, dataFormat)
}

/** [batch, channels], or [batch, 1, 1, channels] with keepDims. */
export type GlobalPool2dShape<Layer extends string, S, Format, KeepDims> =
  Image<S, Format> extends { batch: infer B; channels: infer C }
    ? KeepDims extends true
      ? ImageShape<B, 1, 1, C, Format>
      : [B, C]
    : ImageRank<Layer, S, Format>

export const globalPool2dShape = (
  layer: string,
  shape: ShapeValue,
  dataFormat: DataFormat,
  keepDims: boolean,
): ShapeValue => {
  const image = imageOf(shape, dataFormat)
  if (!image) throw new ShapeError(expectedInput(layer, imageAxes(dataFormat), formatShape(shape)))
  return keepDims ? imageShape({ ...image, height: 1, width: 1 }, dataFormat) : [image.batch, image.channels]
}
