import type { Divide, Multiply } from './arithmetic.js'
import { type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim } from './format.js'
import { knownDim, requireOneOf, requirePositive, type UnknownAxis } from './sentence.js'
import { type Series, type SeriesSentence, type SeriesShape, seriesOf, seriesShape } from './series.js'
import {
  type DataFormat,
  type OpenTime,
  type PositiveFault,
  requireKnownTime,
  type SeriesPadding,
  seriesPaddings,
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

/** The arguments of a conv1d that decide its shape. */
export interface Conv1dConfig {
  readonly filters: number
  readonly kernelSize: number
  readonly strides: number
  readonly padding: SeriesPadding
  readonly dilationRate: number
  readonly groups: number
  readonly dataFormat: DataFormat
}

/** [batch, time', filters], or the sentence of the first argument that does not fit. */
export type Conv1dShape<S, C extends Conv1dConfig> =
  SeriesSentence<'conv1d', S, C['dataFormat']> extends infer E extends string
    ? E
    : Conv1dFault<S, C> extends readonly [string, infer E]
      ? E
      : SeriesShape<Series<S, C['dataFormat']>['batch'], Time<S, C>, Known<C['filters']>, C['dataFormat']>

type Time<S, C extends Conv1dConfig> = WindowDim<
  Series<S, C['dataFormat']>['time'],
  Known<C['kernelSize']>,
  Known<C['strides']>,
  C['padding'],
  Known<C['dilationRate']>
>

/** The first argument that does not fit a series, and the sentence about it; undefined where all fit. */
export type Conv1dFault<S, C extends Conv1dConfig> =
  PositiveFault<'conv1d', 'filters', C['filters']> extends infer F extends readonly [string, string]
    ? F
    : Series<S, C['dataFormat']>['features'] extends infer Features extends string
      ? readonly ['filters', UnknownAxis<'conv1d', 'features', Features>]
      : FirstOf<
            PositiveFault<'conv1d', 'kernelSize', C['kernelSize']>,
            PositiveFault<'conv1d', 'strides', C['strides']>,
            PositiveFault<'conv1d', 'dilationRate', C['dilationRate']>
          > extends infer F extends readonly [string, string]
        ? F
        : 'tooLarge' extends Time<S, C>
          ? readonly ['kernelSize', TooLarge<Series<S, C['dataFormat']>['time'], C>]
          : [IsOneOrWide<Known<C['strides']>>, IsOneOrWide<Known<C['dilationRate']>>] extends [false, false]
            ? readonly ['strides', StridesWithDilation<C>]
            : 'openSize' extends Time<S, C>
              ? readonly ['strides', OpenTime<'conv1d', C['strides'], Series<S, C['dataFormat']>['time']>]
              : [C['groups']] extends [1]
                ? undefined
                : GroupsFault<
                    'conv1d',
                    'features',
                    Series<S, C['dataFormat']>['features'],
                    Known<C['filters']>,
                    Known<C['groups']>
                  >

type StridesWithDilation<C extends Conv1dConfig> = ReturnType<
  typeof stridesWithDilation<'conv1d', FormatDim<C['strides']>, FormatDim<C['dilationRate']>>
>

type TooLarge<In, C extends Conv1dConfig> = KernelTooLarge<
  'conv1d',
  FormatDim<C['kernelSize']>,
  IsOneOrWide<Known<C['dilationRate']>> extends true ? undefined : FormatDim<C['dilationRate']>,
  FormatDim<In>
>

/** kernel size · features / groups · filters, and as many as filters more with a bias. */
export type Conv1dParameters<S, C extends Conv1dConfig, Bias> =
  Multiply<
    Known<C['kernelSize']>,
    Divide<Series<S, C['dataFormat']>['features'], Known<C['groups']>>
  > extends infer PerFilter
    ? Multiply<WithBias<PerFilter, Bias>, Known<C['filters']>>
    : never

export const conv1dShape = (shape: ShapeValue, config: Conv1dConfig): ShapeValue => {
  const { filters, kernelSize, strides, padding, dilationRate, groups, dataFormat } = config
  requireOneOf('conv1d', 'padding', seriesPaddings, padding)
  const series = seriesOf('conv1d', shape, dataFormat)
  requirePositive('conv1d', 'filters', filters)
  const features = knownDim('conv1d', 'features', series.features)
  for (const [name, value] of Object.entries({ kernelSize, strides, dilationRate })) {
    requirePositive('conv1d', name, value)
  }
  const time = windowDim(series.time, kernelSize, strides, padding, dilationRate)
  if (time === undefined) {
    const dilation = dilationRate > 1 ? `${dilationRate}` : undefined
    throw kernelTooLargeError('conv1d', `${kernelSize}`, dilation, formatDim(series.time))
  }
  if (dilationRate > 1 && strides > 1) {
    throw new ShapeError(stridesWithDilation('conv1d', `${strides}`, `${dilationRate}`))
  }
  requireKnownTime('conv1d', series.time, strides, padding)
  requireGroups('conv1d', 'features', features, filters, groups)
  return seriesShape({ batch: series.batch, time, features: filters }, dataFormat)
}
