import type { Multiply } from './arithmetic.js'
import type { AxisKey } from './axes.js'
import { type IsLiteral, type IsRankWide, type IsSingle, type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import {
  type AxisParameters,
  type AxisSentence,
  axisAt,
  axisOf,
  type DimAt,
  type PlaceSentence,
} from './normalized-axis.js'

/** The axes that are normalized: one, or some. */
export type NormalizedAxes = number | readonly number[]

const noAxes = <const Layer extends string>(layer: Layer) =>
  `${layer}: axis must name one axis or more, got []` as const

const axisTwice = <const Layer extends string, const Axes extends string, const Got extends string>(
  layer: Layer,
  axes: Axes,
  got: Got,
) => `${layer}: axis ${axes} names an axis of ${got} twice; name each once` as const

/**
 * undefined, or the sentence for the first axis that the shape does not have, or has no known length of where `Needs` is 'lengths', or
 * for one that is named twice.
 */
export type AxesSentence<Layer extends string, S, Axes, Needs extends 'lengths' | 'places' = 'lengths'> = [
  Axes,
] extends [number]
  ? OneSentence<Layer, S, Axes, Needs>
  : IsSingle<Axes> extends true
    ? Axes extends readonly []
      ? ReturnType<typeof noAxes<Layer>>
      : Axes extends readonly [number, ...number[]]
        ? ListSentence<Layer, S, Axes, Axes, Needs>
        : undefined
    : undefined

type OneSentence<Layer extends string, S, Axis extends number, Needs> = [Needs] extends ['lengths']
  ? AxisSentence<Layer, S, Axis>
  : PlaceSentence<Layer, S, Axis>

type ListSentence<
  Layer extends string,
  S,
  All extends readonly number[],
  Axes,
  Needs,
  Before = never,
> = Axes extends readonly [infer Axis extends number, ...infer Rest]
  ? OneSentence<Layer, S, Axis, Needs> extends infer E extends string
    ? E
    : IsRankWide<S> extends true
      ? ListSentence<Layer, S, All, Rest, Needs>
      : IsLiteral<Axis> extends true
        ? AxisKey<S, Axis> extends Before
          ? ReturnType<typeof axisTwice<Layer, FormatShape<All>, FormatShape<S>>>
          : ListSentence<Layer, S, All, Rest, Needs, Before | AxisKey<S, Axis>>
        : ListSentence<Layer, S, All, Rest, Needs, Before>
  : undefined

/** The shape itself, or the sentence. The rank is asked for first, so that the rest waits while S is generic. */
export type NormalizedShape<Layer extends string, S, Axes, Needs extends 'lengths' | 'places' = 'lengths'> = S extends [
  unknown,
  ...unknown[],
  number,
]
  ? [Axes] extends [-1]
    ? S
    : Judged<Layer, S, Axes, Needs>
  : Judged<Layer, S, Axes, Needs>

type Judged<Layer extends string, S, Axes, Needs extends 'lengths' | 'places'> =
  AxesSentence<Layer, S, Axes, Needs> extends infer E extends string ? E : S

/** `vectors` weights for each element of what has these axes. */
export type AxesParameters<S, Axes, Vectors extends number> = [Axes] extends [number]
  ? AxisParameters<S, Axes, Vectors>
  : IsSingle<Axes> extends true
    ? Axes extends readonly [number, ...number[]]
      ? ListParameters<S, Axes, Vectors>
      : number
    : number

type ListParameters<S, Axes, Count> = Axes extends readonly [infer Axis extends number, ...infer Rest]
  ? ListParameters<S, Rest, Multiply<DimAt<S, Known<Axis>>, Count>>
  : Count

/**
 * Some axes of a shape counted from the front, ascending. Throws ShapeError where there are none, for one that the shape does not have,
 * or has no known length of where `needs` is 'lengths', and for one that is named twice.
 */
export const axesOf = (
  layer: string,
  shape: ShapeValue,
  given: NormalizedAxes,
  needs: 'lengths' | 'places' = 'lengths',
): readonly number[] => {
  const list = Array.isArray(given) ? (given as readonly number[]) : [given as number]
  if (list.length === 0) throw new ShapeError(noAxes(layer))
  const found = new Set<number>()
  for (const axis of list) {
    const at = needs === 'lengths' ? axisOf(layer, shape, axis).axis : axisAt(layer, shape, axis)
    if (found.has(at)) throw new ShapeError(axisTwice(layer, formatShape(list), formatShape(shape)))
    found.add(at)
  }
  return [...found].sort((a, b) => a - b)
}
