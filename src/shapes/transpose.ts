import type { AxisKey } from './axes.js'
import { describeValue } from './describe-value.js'
import { type DimValue, type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import type { Plain } from './open-dim.js'

const notAPermutation = <const Axes extends string, const Got extends string>(axes: Axes, got: Got) =>
  `transpose: axes must name each axis of ${got} once, got ${axes}` as const

/** The axes in the order of `Axes`, or in reverse where that is undefined; or the sentence. */
export type TransposeShape<S, Axes> =
  IsRankWide<S> extends true
    ? Axes extends readonly number[]
      ? number extends Axes['length']
        ? Shape
        : { -readonly [K in keyof Axes]: number }
      : Shape
    : Axes extends readonly number[]
      ? number extends Axes['length']
        ? { [K in keyof S]: number }
        : Keys<S, Axes> extends infer At extends readonly unknown[]
          ? IsPermutation<S, At> extends true
            ? Picked<S, At>
            : ReturnType<typeof notAPermutation<FormatShape<Axes>, FormatShape<Plain<S>>>>
          : never
      : Reversed<S>

type Keys<S, Axes extends readonly number[]> = {
  -readonly [K in keyof Axes]: IsLiteral<Axes[K]> extends true ? AxisKey<S, Axes[K]> : string
}

type IsPermutation<S, At extends readonly unknown[]> = S extends readonly unknown[]
  ? S['length'] extends At['length']
    ? undefined extends At[number]
      ? false
      : string extends At[number]
        ? true
        : [keyof S & `${number}`] extends [At[number]]
          ? true
          : false
    : false
  : false

type Picked<S, At extends readonly unknown[]> = {
  [K in keyof At]: string extends At[number] ? number : At[K] extends keyof S ? S[At[K]] : never
}

type Reversed<S, R extends unknown[] = []> = S extends readonly [infer First, ...infer Rest]
  ? Reversed<Rest, [First, ...R]>
  : R

/** The axes counted from the front, in reverse order where they are left out. Throws ShapeError where they are no permutation. */
export const transposedAxes = (shape: ShapeValue, axes: readonly number[] | undefined): readonly number[] => {
  const all = shape.map((_, axis) => axis)
  if (axes === undefined) return all.toReversed()
  const isList = Array.isArray(axes)
  const front = isList ? axes.map((axis) => (axis < 0 ? axis + shape.length : axis)) : []
  const sorted = front.toSorted((a, b) => a - b)
  if (!isList || sorted.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
    throw new ShapeError(notAPermutation(isList ? formatShape(axes) : describeValue(axes), formatShape(shape)))
  }
  return front
}

/** The shape with its axes in the order of `perm`. */
export const transposeShape = (shape: ShapeValue, perm: readonly number[]): ShapeValue =>
  transposedAxes(shape, perm).map((axis) => shape[axis] as DimValue)
