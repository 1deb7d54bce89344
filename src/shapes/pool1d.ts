import { type Known, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim } from './format.js'
import { requireOneOf, requirePositive } from './sentence.js'
import { type Series, type SeriesSentence, type SeriesShape, seriesOf, seriesShape } from './series.js'
import {
  type DataFormat,
  type OpenTime,
  type Padding,
  type PositiveFault,
  paddings,
  requireKnownTime,
  type WindowDim,
  windowDim,
} from './window-dim.js'
import { poolTooLarge } from './window-sentences.js'

/** The arguments of a pooling layer that decide its shape; strides default to the pool's size. */
export interface Pool1dConfig {
  readonly poolSize: number
  readonly strides: number
  readonly padding: Padding
  readonly dataFormat: DataFormat
}

/** [batch, time', features], or the sentence of the first argument that does not fit. */
export type Pool1dShape<Layer extends string, S, C extends Pool1dConfig> =
  SeriesSentence<Layer, S, C['dataFormat']> extends infer E extends string
    ? E
    : Pool1dFault<Layer, S, C> extends readonly [string, infer E]
      ? E
      : Series<S, C['dataFormat']> extends { batch: infer B; features: infer F }
        ? SeriesShape<B, Time<S, C>, F, C['dataFormat']>
        : never

type Time<S, C extends Pool1dConfig> = WindowDim<
  Series<S, C['dataFormat']>['time'],
  Known<C['poolSize']>,
  Known<C['strides']>,
  C['padding'],
  1
>

/** The first argument that does not fit a series, and the sentence about it; undefined where all fit. */
export type Pool1dFault<Layer extends string, S, C extends Pool1dConfig> =
  PositiveFault<Layer, 'poolSize', C['poolSize']> extends infer F extends readonly [string, string]
    ? F
    : PositiveFault<Layer, 'strides', C['strides']> extends infer F extends readonly [string, string]
      ? F
      : 'tooLarge' extends Time<S, C>
        ? readonly ['poolSize', PoolTooLarge<Layer, C['poolSize'], Series<S, C['dataFormat']>['time']>]
        : 'openSize' extends Time<S, C>
          ? readonly ['poolSize', OpenTime<Layer, C['strides'], Series<S, C['dataFormat']>['time']>]
          : undefined

type PoolTooLarge<Layer extends string, Pool, In> = ReturnType<
  typeof poolTooLarge<Layer, FormatDim<Pool>, FormatDim<In>>
>

export const pool1dShape = (layer: string, shape: ShapeValue, config: Pool1dConfig): ShapeValue => {
  const { poolSize, strides, padding, dataFormat } = config
  requireOneOf(layer, 'padding', paddings, padding)
  const series = seriesOf(layer, shape, dataFormat)
  requirePositive(layer, 'poolSize', poolSize)
  requirePositive(layer, 'strides', strides)
  const time = windowDim(series.time, poolSize, strides, padding, 1)
  if (time === undefined) throw new ShapeError(poolTooLarge(layer, `${poolSize}`, formatDim(series.time)))
  requireKnownTime(layer, series.time, strides, padding)
  return seriesShape({ ...series, time }, dataFormat)
}

/** [batch, features], or [batch, 1, features] with keepDims. */
export type GlobalPool1dShape<Layer extends string, S, Format, KeepDims> =
  SeriesSentence<Layer, S, Format> extends infer E extends string
    ? E
    : Series<S, Format> extends { batch: infer B; features: infer F }
      ? [KeepDims] extends [true]
        ? SeriesShape<B, 1, F, Format>
        : [KeepDims] extends [false]
          ? [B, F]
          : Shape
      : never

export const globalPool1dShape = (
  layer: string,
  shape: ShapeValue,
  dataFormat: DataFormat,
  keepDims: boolean,
): ShapeValue => {
  const series = seriesOf(layer, shape, dataFormat)
  return keepDims ? seriesShape({ ...series, time: 1 }, dataFormat) : [series.batch, series.features]
}
