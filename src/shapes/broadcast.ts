import { type DimValue, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim, formatShape } from './format.js'
import type { IsOpen, Printed } from './open-dim.js'

const mismatch = <
  const Op extends string,
  const A extends string,
  const B extends string,
  const Axis extends string,
  const X extends string,
  const Y extends string,
>(
  op: Op,
  a: A,
  b: B,
  axis: Axis,
  x: X,
  y: Y,
) =>
  `${op}: shapes ${a} and ${b} cannot be broadcast: axis ${axis} is ${x} vs ${y}; make them equal, or insert an axis of 1 with expandDims` as const

/** The shape of two tensors broadcast against each other, or the sentence. */
export type BroadcastShape<Op extends string, A, B> = [A] extends [B]
  ? [B] extends [A]
    ? A
    : Unequal<Op, A, B>
  : Unequal<Op, A, B>

type Unequal<Op extends string, A, B> = true extends IsRankWide<A> | IsRankWide<B>
  ? Shape
  : B extends readonly []
    ? A
    : A extends readonly []
      ? B
      : LengthOf<A> extends LengthOf<B>
        ? Judged<Op, A, B, Dims<A, B>>
        : JudgedPadded<Op, A, B, Padded<A, B>, Padded<B, A>>

type LengthOf<S> = S extends readonly unknown[] ? S['length'] : never

/** A with a 1 in front for each axis that B has more. */
type Padded<A, B> = A extends readonly unknown[]
  ? B extends readonly [...infer More, ...{ [K in keyof A]: unknown }]
    ? [...{ [K in keyof More]: 1 }, ...A]
    : A
  : never

type JudgedPadded<Op extends string, A, B, As, Bs> = Judged<Op, A, B, Dims<As, Bs>, As, Bs>

/** The axes of two shapes of one rank together; undefined where they do not fit. */
type Dims<A, B> = { [K in keyof A]: K extends keyof B ? BroadcastDim<A[K], B[K]> : never }

type Judged<Op extends string, A, B, R, As = A, Bs = B> = R extends readonly unknown[]
  ? undefined extends R[number]
    ? MismatchAt<Op, A, B, FirstFault<R>, As, Bs>
    : R
  : never

type FirstFault<R, Before extends 0[] = []> = R extends readonly [undefined, ...unknown[]]
  ? `${Before['length'] & number}`
  : R extends readonly [unknown, ...infer Rest]
    ? FirstFault<Rest, [...Before, 0]>
    : never

type MismatchAt<Op extends string, A, B, Axis extends string, As, Bs> = ReturnType<
  typeof mismatch<Op, Printed<A>, Printed<B>, Axis, FormatDim<As[Axis & keyof As]>, FormatDim<Bs[Axis & keyof Bs]>>
>

/**
 * What is sure of the shape of two tensors of one rank that do not fit: number for each dim that differs. undefined for different ranks.
 */
export type Mended<A, B> =
  LengthOf<A> extends LengthOf<B>
    ? { [K in keyof A]: K extends keyof B ? (A[K] extends B[K] ? A[K] : number) : never }
    : undefined

/** One axis of the result; undefined where there is none. */
type BroadcastDim<X, Y> = [X, Y] extends [Y, X]
  ? X
  : [Y] extends [1]
    ? X
    : [X] extends [1]
      ? Y
      : IsOpen<X> extends true
        ? IsOpen<Y> extends true
          ? number
          : KnownNumber<Y>
        : IsOpen<Y> extends true
          ? KnownNumber<X>
          : undefined

/** What a dim that is not known becomes against D: it repeats, or it is the same. */
type KnownNumber<D> = D extends number ? D : number

/** The shape of two tensors broadcast against each other, as in NumPy: axes are aligned at the end, 1 repeats. */
export const broadcastShapes = (op: string, a: ShapeValue, b: ShapeValue): ShapeValue => {
  const rank = Math.max(a.length, b.length)
  const dimAt = (shape: ShapeValue, axis: number): DimValue => {
    const at = axis - (rank - shape.length)
    return at < 0 ? 1 : (shape[at] as DimValue)
  }
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [dimAt(a, axis), dimAt(b, axis)]
    if (x === y || y === 1) return x
    if (x === 1) return y
    if (x === null) return typeof y === 'number' ? y : null
    if (y === null) return typeof x === 'number' ? x : null
    throw new ShapeError(mismatch(op, formatShape(a), formatShape(b), `${axis}`, formatDim(x), formatDim(y)))
  })
}
