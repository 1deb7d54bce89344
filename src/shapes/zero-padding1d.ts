import type { Add } from './arithmetic.js'
import type { ShapeValue } from './dim.js'
import { type Edges, type EdgesFault, type End, requireEdges, type Start, startAndEnd } from './edges.js'
import { type Series, type SeriesSentence, type SeriesWithTime, seriesOf, seriesShape } from './series.js'
import type { DataFormat } from './window-dim.js'

/** The fault of `padding`, if any. */
export type ZeroPadding1dFault<E extends Edges> = EdgesFault<'zeroPadding1d', 'padding', E>

/** [batch, start + time + end, features] */
export type ZeroPadding1dShape<S, E extends Edges, Format> =
  SeriesSentence<'zeroPadding1d', S, Format> extends infer M extends string
    ? M
    : ZeroPadding1dFault<E> extends readonly [string, infer M]
      ? M
      : SeriesWithTime<S, Padded<Series<S, Format>['time'], Start<E>, End<E>>, Format>

/** The length of an axis with zeros at its ends. */
export type Padded<T, Before, After> = [Before, After] extends [0, 0] ? T : Add<T, Add<Before, After>>

export const zeroPadding1dShape = (shape: ShapeValue, edges: Edges, format: DataFormat): ShapeValue => {
  const series = seriesOf('zeroPadding1d', shape, format)
  requireEdges('zeroPadding1d', 'padding', edges)
  const [start, end] = startAndEnd(edges)
  const { time } = series
  const padded = start + end === 0 ? time : typeof time === 'number' ? start + time + end : null
  return seriesShape({ ...series, time: padded }, format)
}
