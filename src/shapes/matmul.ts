import { type BroadcastShape, broadcastShapes } from './broadcast.js'
import { type Dim, type DimValue, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, formatDim, formatShape } from './format.js'
import type { MayEqual, Printed } from './open-dim.js'

const lowRank = <const A extends string, const B extends string>(a: A, b: B) =>
  `matmul: expected two tensors of rank 2 or more, got ${a} and ${b}; add an axis with expandDims` as const

const mismatch = <const A extends string, const B extends string, const X extends string, const Y extends string>(
  a: A,
  b: B,
  x: X,
  y: Y,
) =>
  `matmul: shapes ${a} and ${b} do not fit: the last axis of the first is ${x}, the second-last of the second ${y}; make them equal, as by transpose` as const

/** The shape of a matrix product, or the sentence. */
export type MatmulShape<A, B> = A extends [...infer As extends Dim[], infer M extends Dim, infer K]
  ? B extends [...infer Bs extends Dim[], infer L, infer N extends Dim]
    ? MayEqual<K, L> extends true
      ? BroadcastShape<'matmul', As, Bs> extends infer Batch
        ? Batch extends Dim[]
          ? [...Batch, M, N]
          : Batch
        : never
      : ReturnType<typeof mismatch<Printed<A>, Printed<B>, FormatDim<K>, FormatDim<L>>>
    : LowRank<A, B>
  : LowRank<A, B>

type LowRank<A, B> = true extends IsRankWide<A> | IsRankWide<B>
  ? Shape
  : ReturnType<typeof lowRank<Printed<A>, Printed<B>>>

/** The shape of a matrix product: the last two axes are multiplied, the others broadcast. Both ranks at least 2. */
export const matmulShape = (a: ShapeValue, b: ShapeValue): ShapeValue => {
  const inner = a.at(-1) as DimValue
  const outer = b.at(-2) as DimValue
  if (a.length < 2 || b.length < 2) throw new ShapeError(lowRank(formatShape(a), formatShape(b)))
  if (inner !== outer && inner !== null && outer !== null) {
    throw new ShapeError(mismatch(formatShape(a), formatShape(b), formatDim(inner), formatDim(outer)))
  }
  return [...broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)), a.at(-2) as DimValue, b.at(-1) as DimValue]
}
