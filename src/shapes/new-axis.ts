import type { AxisKey } from './axes.js'
import { type DimValue, type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { Fault } from './fault.js'
import { type FormatShape, formatShape } from './format.js'
import type { Agreed, MayEqual, Plain } from './open-dim.js'

const noPlace = <const Op extends string, const Axis extends string, const Got extends string>(
  op: Op,
  axis: Axis,
  got: Got,
) =>
  `${op}: axis ${axis} is no place for a new axis in ${got}; axes of the result count from 0, or from -1 at the end` as const

const unequal = <const A extends string, const B extends string>(a: A, b: B) =>
  `stack: shapes ${a} and ${b} must be equal` as const

const nothing = () => 'stack: expected at least one tensor, got none' as const

/** The shape with a new axis, which stands at `Axis` of the result; or the sentence. */
export type NewAxisShape<Op extends string, S, Axis extends number, Length = 1> =
  IsRankWide<S> extends true
    ? Shape
    : S extends readonly unknown[]
      ? IsLiteral<Axis> extends true
        ? AxisKey<[...S, unknown], Axis> extends infer At extends string
          ? Insert<S, At, Length>
          : ReturnType<typeof noPlace<Op, `${Axis}`, FormatShape<Plain<S>>>>
        : Wide<[...S, unknown]>
      : never

type Wide<S> = { [K in keyof S]: number }

type Insert<S, At, Length, R extends unknown[] = []> = `${R['length']}` extends At
  ? S extends readonly unknown[]
    ? [...R, Length, ...S]
    : never
  : S extends readonly [infer First, ...infer Rest]
    ? Insert<Rest, At, Length, [...R, First]>
    : R

/** A list of equal shapes along a new axis, or the fault of 'list' or 'axis'. */
export type StackShape<List, Axis extends number> = List extends readonly [infer First, ...infer Rest]
  ? Common<First, First, Rest> extends infer S
    ? S extends Fault<string, string>
      ? S
      : NewAxisShape<'stack', S, Axis, List['length']> extends infer R
        ? R extends string
          ? Fault<'axis', R>
          : R
        : never
    : never
  : List extends readonly []
    ? Fault<'list', ReturnType<typeof nothing>>
    : List extends readonly (infer S)[]
      ? NewAxisShape<'stack', S, Axis, number>
      : never

type Common<First, S, Rest> = Rest extends readonly [infer X, ...infer More]
  ? [S, X] extends [X, S]
    ? Common<First, S, More>
    : true extends IsRankWide<S> | IsRankWide<X>
      ? Shape
      : MayBeEqual<S, X> extends true
        ? Common<First, { [K in keyof S]: Agreed<S[K], X[K & keyof X]> }, More>
        : Fault<'list', ReturnType<typeof unequal<FormatShape<Plain<First>>, FormatShape<Plain<X>>>>>
  : S

type MayBeEqual<A, B> = A extends readonly [infer X, ...infer As]
  ? B extends readonly [infer Y, ...infer Bs]
    ? MayEqual<X, Y> extends true
      ? MayBeEqual<As, Bs>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** The axis of the result at which a new axis stands, counted from the front. Throws ShapeError where there is none. */
export const newAxis = (op: string, axis: number, shape: ShapeValue): number => {
  const rank = shape.length + 1
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(noPlace(op, `${axis}`, formatShape(shape)))
  }
  return axis < 0 ? axis + rank : axis
}

/** Throws ShapeError where the shapes cannot be equal, or there are none. */
export const requireEqualShapes = (shapes: readonly ShapeValue[]): ShapeValue => {
  const [first, ...rest] = shapes
  if (!first) throw new ShapeError(nothing())
  return rest.reduce((common, shape) => {
    const fits =
      shape.length === common.length && shape.every((dim, i) => dim === common[i] || dim === null || common[i] === null)
    if (!fits) throw new ShapeError(unequal(formatShape(first), formatShape(shape)))
    return common.map((dim, i) => dim ?? (shape[i] as DimValue))
  }, first)
}
