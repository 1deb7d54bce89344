import type { Add, Subtract } from './arithmetic.js'
import type { ShapeValue } from './dim.js'
import { type Edges, type EdgesFault, type End, requireEdges, type Start, startAndEnd } from './edges.js'
import { type FormatDim, formatDim } from './format.js'
import { type CroppedAway, croppedAway } from './nothing-left.js'
import { type Series, type SeriesSentence, type SeriesWithTime, seriesOf, seriesShape } from './series.js'
import { type FormatArgument, formatArgument } from './window-dim.js'

/** [batch, time - start - end, features] */
export type Cropping1dShape<S, E extends Edges> =
  SeriesSentence<'cropping1d', S> extends infer M extends string
    ? M
    : Cropping1dFault<S, E> extends readonly [string, infer M]
      ? M
      : SeriesWithTime<S, Cropped<Series<S>['time'], Start<E>, End<E>>>

/** [argument, sentence] where the cropping is none, or takes all there is. */
export type Cropping1dFault<S, E extends Edges> =
  EdgesFault<'cropping1d', 'cropping', E> extends infer F extends readonly [string, string]
    ? F
    : Cropped<Series<S>['time'], Start<E>, End<E>> extends 'nothing'
      ? readonly ['cropping', CroppedAway<'cropping1d', FormatArgument<E>, `time ${FormatDim<Series<S>['time']>}`>]
      : undefined

/** What is left of an axis, or 'nothing'. */
export type Cropped<T, Before, After> = [Before, After] extends [0, 0]
  ? T
  : Subtract<T, Add<Before, After>> extends infer Left
    ? [Left] extends [0 | 'negative']
      ? 'nothing'
      : Left
    : never

export const cropping1dShape = (shape: ShapeValue, edges: Edges): ShapeValue => {
  const series = seriesOf('cropping1d', shape)
  requireEdges('cropping1d', 'cropping', edges)
  const [start, end] = startAndEnd(edges)
  const { time } = series
  if (start + end === 0) return shape
  if (typeof time !== 'number') return seriesShape({ ...series, time: null })
  if (time <= start + end) throw croppedAway('cropping1d', formatArgument(edges), `time ${formatDim(time)}`)
  return seriesShape({ ...series, time: time - start - end })
}
