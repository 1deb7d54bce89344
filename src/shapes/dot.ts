import { type AxisKey, type NoSuchAxis, normalizeAxis } from './axes.js'
import { type DimValue, type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { Fault } from './fault.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import type { Agreed, MayEqual, Plain } from './open-dim.js'
import type { Without } from './reduce.js'

const lowRank = <const A extends string, const B extends string>(a: A, b: B) =>
  `dot: expected two tensors [batch, …, features], got ${a} and ${b}` as const

const batchAxis = <const Got extends string>(got: Got) =>
  `dot: axes must be axes beside the batch, one for both tensors or two, got ${got}` as const

const mismatch = <
  const A extends string,
  const B extends string,
  const I extends string,
  const X extends string,
  const J extends string,
  const Y extends string,
>(
  a: A,
  b: B,
  i: I,
  x: X,
  j: J,
  y: Y,
) =>
  `dot: shapes ${a} and ${b} do not fit: axis ${i} of the first is ${x}, axis ${j} of the second ${y}; axes must name two of one length, beside equal batches` as const

/** The axis that is summed over: of both tensors, or of each. */
export type DotAxes = number | readonly [number, number]

/** [batch, …] of all axes beside those that are summed over; or the fault of 'axes' or 'b'. */
export type DotShape<A, B, Axes extends DotAxes> = true extends IsRankWide<A> | IsRankWide<B>
  ? Shape
  : [A, B] extends [readonly [unknown, unknown, ...unknown[]], readonly [unknown, unknown, ...unknown[]]]
    ? Axes extends readonly [infer I extends number, infer J extends number]
      ? Along<A, B, I, J, FormatShape<Axes>>
      : Axes extends number
        ? Along<A, B, Axes, Axes, `${Axes}`>
        : never
    : Fault<'b', ReturnType<typeof lowRank<FormatShape<Plain<A>>, FormatShape<Plain<B>>>>>

type Along<A, B, I extends number, J extends number, Printed extends string> = [IsLiteral<I>, IsLiteral<J>] extends [
  true,
  true,
]
  ? AxisKey<A, I> extends infer X extends keyof A & string
    ? AxisKey<B, J> extends infer Y extends keyof B & string
      ? '0' extends X | Y
        ? Fault<'axes', ReturnType<typeof batchAxis<Printed>>>
        : Fitting<A, B, '0' & keyof A, '0' & keyof B> extends infer F extends Fault<string, string>
          ? F
          : Fitting<A, B, X, Y> extends infer F extends Fault<string, string>
            ? F
            : Rest<A, B, X, Y>
      : Fault<'axes', NoSuchAxis<'dot', J, B>>
    : Fault<'axes', NoSuchAxis<'dot', I, A>>
  : Shape

type Fitting<A, B, X extends keyof A, Y extends keyof B> =
  MayEqual<A[X], B[Y]> extends true
    ? undefined
    : Fault<
        'b',
        ReturnType<
          typeof mismatch<
            FormatShape<Plain<A>>,
            FormatShape<Plain<B>>,
            X & string,
            FormatDim<A[X]>,
            Y & string,
            FormatDim<B[Y]>
          >
        >
      >

type Rest<A, B, X, Y> = [Without<A, X>, Without<B, '0' | Y>] extends [
  infer Left extends readonly unknown[],
  infer Right extends readonly unknown[],
]
  ? [...Left, ...Right] extends [infer Batch, ...infer Others]
    ? [Agreed<Batch, B['0' & keyof B]>, ...(Others extends [] ? [1] : Others)]
    : never
  : never

/** The two axes counted from the front. Throws ShapeError where they, or the tensors, do not fit. */
export const dotAxes = (a: ShapeValue, b: ShapeValue, axes: DotAxes): readonly [number, number] => {
  if (a.length < 2 || b.length < 2) throw new ShapeError(lowRank(formatShape(a), formatShape(b)))
  const [first, second] = Array.isArray(axes) ? axes : [axes, axes]
  const [i, j] = [normalizeAxis('dot', first, a), normalizeAxis('dot', second, b)]
  if (i === 0 || j === 0) {
    throw new ShapeError(batchAxis(Array.isArray(axes) ? formatShape(axes) : `${axes}`))
  }
  for (const [at, other] of [
    [0, 0],
    [i, j],
  ] as const) {
    const [x, y] = [a[at] as DimValue, b[other] as DimValue]
    if (x === y || x === null || y === null) continue
    throw new ShapeError(mismatch(formatShape(a), formatShape(b), `${at}`, formatDim(x), `${other}`, formatDim(y)))
  }
  return [i, j]
}
