import { describeValue } from './describe-value.js'
import { type IsRankWide, type Known, ShapeError } from './dim.js'
import { type AreEdges, areEdges, type Edges, type IsWhole, startAndEnd } from './edges.js'
import type { FormatDim } from './format.js'
import type { Rank } from './spatial.js'

/** How much to add or to take at the ends of each axis: one number for all, or one or [start, end] for each axis. */
export type SpatialEdges = number | readonly Edges[]

/** What is added or taken along axis K. */
export type EdgesAlong<E, K> = E extends readonly unknown[] ? (K extends keyof E ? E[K] : number) : Known<E>

interface Axes {
  readonly 1: 'time'
  readonly 2: 'height and width'
  readonly 3: 'depth, height and width'
}

const axes: Axes = { 1: 'time', 2: 'height and width', 3: 'depth, height and width' }

const notSpatialEdges = <
  const Layer extends string,
  const Argument extends string,
  const Names extends string,
  const Got extends string,
>(
  layer: Layer,
  argument: Argument,
  names: Names,
  got: Got,
) =>
  `${layer}: ${argument} must be one integer of 0 or more, or one or [start, end] for each of ${names}, got ${got}` as const

/** [argument, sentence] for what is not such numbers, else undefined. */
export type SpatialEdgesFault<N extends Rank, Layer extends string, Argument extends string, E> =
  AreSpatialEdges<N, E> extends true
    ? undefined
    : readonly [Argument, ReturnType<typeof notSpatialEdges<Layer, Argument, Axes[N], FormatEdges<E>>>]

/** true also for what may be such numbers: unions, and arrays of a length that the type does not know. */
type AreSpatialEdges<N extends Rank, E> = [E] extends [number]
  ? IsWhole<E>
  : true extends IsRankWide<E>
    ? true
    : N extends 3
      ? [E] extends [readonly [infer D, infer H, infer W]]
        ? All<[AreEdges<D>, AreEdges<H>, AreEdges<W>]>
        : MayBe<E, readonly [unknown, unknown, unknown]>
      : [E] extends [readonly [infer H, infer W]]
        ? All<[AreEdges<H>, AreEdges<W>]>
        : MayBe<E, readonly [unknown, unknown]>

type All<T extends readonly unknown[]> = false extends T[number] ? false : true
type MayBe<E, List> = [E] extends [number | List] ? true : false

/** Throws ShapeError for the same. */
export const requireSpatialEdges = (rank: Rank, layer: string, argument: string, edges: SpatialEdges): void => {
  const list = typeof edges === 'object'
  const each = Array.isArray(edges) && edges.length === rank && edges.every(areEdges)
  if (list ? each : areEdges(edges)) return
  const got = list && !Array.isArray(edges) ? describeValue(edges) : formatEdges(edges)
  throw new ShapeError(notSpatialEdges(layer, argument, axes[rank], got))
}

/** [start, end] along each axis. */
export const edgesAlong = (rank: Rank, edges: SpatialEdges): [start: number, end: number][] =>
  Array.from({ length: rank }, (_, axis) => startAndEnd(typeof edges === 'object' ? (edges[axis] as Edges) : edges))

/** [1, [2, 0]] as it is written */
export type FormatEdges<E> = E extends readonly unknown[]
  ? number extends E['length']
    ? '[…]'
    : `[${JoinEdges<E>}]`
  : FormatDim<E>

type JoinEdges<E extends readonly unknown[]> = E extends readonly [infer First, ...infer Rest]
  ? Rest extends readonly []
    ? FormatEdges<First>
    : `${FormatEdges<First>}, ${JoinEdges<Rest>}`
  : ''

export const formatEdges = (edges: SpatialEdges): string =>
  Array.isArray(edges) ? `[${edges.map(formatEdges).join(', ')}]` : describeValue(edges)
