import type { IsPositiveInteger } from './arithmetic.js'
import { describeValue } from './describe-value.js'
import { type IsRankWide, type Known, ShapeError } from './dim.js'
import {
  type Columns,
  type FormatArgument,
  formatArgument,
  type Pair,
  type Rows,
  rowsAndColumns,
} from './window-dim.js'

/** How much to add or to take at both ends of an axis: one number for both, or [start, end]. */
export type Edges = Pair

export type Start<E> = Rows<E>
export type End<E> = Columns<E>
export const startAndEnd: (edges: Edges) => [number, number] = rowsAndColumns

const notEdges = <const Layer extends string, const Argument extends string, const Got extends string>(
  layer: Layer,
  argument: Argument,
  got: Got,
) => `${layer}: ${argument} must be one integer of 0 or more, or two for start and end, got ${got}` as const

/** [argument, sentence] for what is not one or two whole numbers of 0 or more, else undefined. */
export type EdgesFault<Layer extends string, Argument extends string, E> =
  AreEdges<E> extends true
    ? undefined
    : readonly [Argument, ReturnType<typeof notEdges<Layer, Argument, FormatArgument<E>>>]

/** true also for what may be such numbers: unions, and arrays of a length that the type does not know. */
export type AreEdges<E> = [E] extends [number]
  ? IsWhole<E>
  : [E] extends [readonly [infer S, infer T]]
    ? [IsWhole<S>, IsWhole<T>] extends [true, true]
      ? true
      : false
    : true extends IsRankWide<E>
      ? true
      : [E] extends [number | readonly [unknown, unknown]]
        ? true
        : false

export type IsWhole<N> = [Known<N>] extends [0] ? true : IsPositiveInteger<N>

export const isWhole = (n: unknown): boolean => Number.isSafeInteger(n) && Number(n) >= 0

/** Whether it is one whole number of 0 or more, or two. */
export const areEdges = (edges: unknown): boolean =>
  Array.isArray(edges) ? edges.length === 2 && edges.every(isWhole) : isWhole(edges)

/** Throws ShapeError for what is not. */
export const requireEdges = (layer: string, argument: string, edges: Edges): void => {
  if (areEdges(edges)) return
  const list = typeof edges === 'object'
  const got = list && !Array.isArray(edges) ? describeValue(edges) : formatArgument(edges)
  throw new ShapeError(notEdges(layer, argument, got))
}
