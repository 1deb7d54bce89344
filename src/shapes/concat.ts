import type { Add } from './arithmetic.js'
import { type AxisKey, type NoSuchAxis, normalizeAxis } from './axes.js'
import { type DimValue, type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { Fault } from './fault.js'
import { type FormatShape, formatShape } from './format.js'
import type { Agreed, MayEqual, Plain } from './open-dim.js'

const unequal = <const Op extends string, const A extends string, const B extends string, const Axis extends string>(
  op: Op,
  a: A,
  b: B,
  axis: Axis,
) => `${op}: shapes ${a} and ${b} must be equal in every axis but axis ${axis}` as const

const nothing = <const Op extends string>(op: Op) => `${op}: expected at least one tensor, got none` as const

/** The shape of a list of shapes joined along `Axis`, or the fault of 'axis' or 'list'. */
export type ConcatShape<Op extends string, List, Axis extends number> = List extends readonly [
  infer First,
  ...infer Rest,
]
  ? IsRankWide<First> extends true
    ? Shape
    : IsLiteral<Axis> extends true
      ? AxisKey<First, Axis> extends infer At extends string
        ? Join<Op, First, First, Rest, At>
        : Fault<First extends readonly [] ? 'list' : 'axis', NoSuchAxis<Op, Axis, First>>
      : { [K in keyof First]: number }
  : List extends readonly []
    ? Fault<'list', ReturnType<typeof nothing<Op>>>
    : List extends readonly (infer S)[]
      ? ConcatShape<Op, [S, S], Axis> extends infer R
        ? R extends Fault<string, string>
          ? R
          : WideAt<R, S, Axis>
        : never
      : Shape

/** The shape of a list whose length is not known. */
type WideAt<R, S, Axis extends number> =
  IsRankWide<S> extends true ? Shape : { [K in keyof R]: K extends AxisKey<S, Axis> ? number : R[K] }

type Join<Op extends string, First, Joined, Rest, At extends string> = Rest extends readonly [infer S, ...infer More]
  ? IsRankWide<S> extends true
    ? Shape
    : JoinsAlong<Joined, S, At> extends true
      ? Join<Op, First, Total<Joined, S, At>, More, At>
      : Fault<'list', ReturnType<typeof unequal<Op, FormatShape<Plain<First>>, FormatShape<Plain<S>>, At>>>
  : Joined

type LengthOf<S> = S extends readonly unknown[] ? S['length'] : never

/** Whether two shapes may agree in all axes but one. */
type JoinsAlong<A, B, At> = [LengthOf<A>] extends [LengthOf<B>]
  ? false extends { [K in keyof A & `${number}`]: K extends At ? true : MayEqual<A[K], B[K & keyof B]> }[keyof A &
      `${number}`]
    ? false
    : true
  : false

type Total<A, B, At> = {
  [K in keyof A]: K extends At ? Add<A[K], B[K & keyof B]> : Agreed<A[K], B[K & keyof B]>
}

/** The shape of tensors joined along `axis`; their other dims must agree. */
export const concatShapes = (op: string, shapes: readonly ShapeValue[], axis: number): ShapeValue => {
  const [first, ...rest] = shapes
  if (!first) throw new ShapeError(nothing(op))
  const at = normalizeAxis(op, axis, first)
  return rest.reduce<ShapeValue>((joined, shape) => {
    const fits = shape.length === joined.length && shape.every((dim, i) => i === at || known(dim, joined[i]))
    if (!fits) throw new ShapeError(unequal(op, formatShape(first), formatShape(shape), `${at}`))
    return joined.map((dim, i) => (i === at ? total(dim, shape[i]) : (dim ?? (shape[i] as DimValue))))
  }, first)
}

const known = (a: DimValue | undefined, b: DimValue | undefined): boolean => a === b || a === null || b === null

const total = (a: DimValue, b: DimValue | undefined): DimValue =>
  typeof a === 'number' && typeof b === 'number' ? a + b : null
