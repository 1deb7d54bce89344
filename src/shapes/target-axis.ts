import type { AxisKey } from './axes.js'
import type { PlainKind, TargetKind } from './data.js'
import type { IsRankWide, Shape, ShapeValue } from './dim.js'
import { axisAt } from './normalized-axis.js'

/* Losses that have one value for all of an axis: the last one, or another, which their kind of target then names. */

/** Kinds of losses of which some have an axis. */
export type AxisKind = 'classIndices' | 'sameShape'

/** A kind of targets along an axis; the last one goes without saying. */
export type Along<Kind extends AxisKind, Axis extends number> = Axis extends -1 ? Kind : `${Kind} along ${Axis}`

export const along = (kind: AxisKind, axis: number): TargetKind => (axis === -1 ? kind : `${kind} along ${axis}`)

/** The kind itself, wherever its axis is. */
export type PlainOf<Kind extends TargetKind> = Kind extends `${infer Plain extends PlainKind} along ${number}`
  ? Plain
  : Kind

export const plainKind = (kind: TargetKind): PlainKind => kind.split(' along ')[0] as PlainKind

/** The axis of a kind; -1 where it names none. */
export const targetAxis = (kind: TargetKind): number => Number(kind.split(' along ')[1] ?? -1)

type Without<S extends readonly unknown[], Key, Before extends readonly unknown[] = []> = S extends readonly [
  infer First,
  ...infer Rest,
]
  ? `${Before['length'] & number}` extends Key
    ? [...Before, ...Rest]
    : Without<Rest, Key, [...Before, First]>
  : [...Before]

/** A shape with one of its axes at the end; of any rank where that is not known. */
export type MovedLast<S, Axis extends number> = number extends Axis
  ? Shape
  : IsRankWide<S> extends true
    ? Shape
    : S extends readonly unknown[]
      ? AxisKey<S, Axis> extends infer Key extends keyof S
        ? [...Without<S, Key>, S[Key]]
        : Shape
      : Shape

/** The axes in the order that puts one of them at the end. Throws ShapeError for the batch, and for an axis that is not there. */
export const orderLast = (name: string, shape: ShapeValue, axis: number): readonly number[] => {
  const at = axisAt(name, shape, axis)
  return [...shape.keys()].filter((i) => i !== at).concat(at)
}

/**
 * The output as one [batch, …, classes] whose losses are at its positions: with the loss's axis at the end. A sequence of labels has a
 * loss a row.
 */
export type Positions<Kind, Output> = [Kind] extends [PlainKind]
  ? [Kind] extends ['labelSequence']
    ? Output extends readonly [infer Batch, ...unknown[]]
      ? [Batch, 1]
      : Output
    : Output
  : Kind extends `${PlainKind} along ${infer Axis extends number}`
    ? MovedLast<Output, Axis>
    : Output

/** The same; `name` is the loss's. Throws ShapeError for an axis that the output does not have. */
export const positionsOf = (kind: TargetKind, output: ShapeValue, name = 'loss'): ShapeValue => {
  if (kind === 'labelSequence') return [...output.slice(0, 1), 1]
  const axis = targetAxis(kind)
  return axis === -1 ? output : orderLast(name, output, axis).map((i) => output[i] as ShapeValue[number])
}
