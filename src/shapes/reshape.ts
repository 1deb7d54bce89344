import type { Divide, IsPositiveInteger, Remainder } from './arithmetic.js'
import { sizeOfShape } from './axes.js'
import {
  type Dim,
  type DimValue,
  type IsLiteral,
  type IsRankWide,
  isPositiveInteger,
  type Known,
  ShapeError,
  type ShapeValue,
} from './dim.js'
import type { Product } from './flatten.js'
import { type FormatShape, formatShape } from './format.js'

const wrongSize = <
  const To extends string,
  const Has extends string,
  const From extends string,
  const Holds extends string,
>(
  to: To,
  has: Has,
  from: From,
  holds: Holds,
) => `reshape: target ${to} has ${has} elements, input ${from} has ${holds}` as const

const notDivisible = <
  const To extends string,
  const Has extends string,
  const From extends string,
  const Holds extends string,
>(
  to: To,
  has: Has,
  from: From,
  holds: Holds,
) => `reshape: target ${to} needs a multiple of ${has} elements, input ${from} has ${holds}` as const

const twoInferred = <const To extends string>(to: To) =>
  `reshape: target ${to} may have one -1 only; give the other dims as numbers` as const

const badDim = <const To extends string>(to: To) =>
  `reshape: target ${to} must hold positive integers, or one -1` as const

/** [batch, ...target], where one -1 stands for what is left over. */
export type ReshapeShape<S, T extends readonly number[]> =
  IsRankWide<T> extends true
    ? [BatchOf<S>, ...number[]]
    : ReshapeTo<S extends readonly [unknown, ...infer Rest] ? Rest : number[], KnownDims<T>> extends infer R
      ? R extends readonly unknown[]
        ? [BatchOf<S>, ...R]
        : R
      : never

type KnownDims<T extends readonly number[]> = { [K in keyof T]: Known<T[K]> }

type BatchOf<S> = S extends readonly [infer Batch, ...unknown[]] ? Batch : Dim

type ReshapeTo<Rest extends readonly unknown[], T extends readonly number[]> =
  ValidDims<T> extends true
    ? InferredCount<T> extends []
      ? Fits<Product<T>, Elements<Rest>> extends true
        ? Fill<T, number>
        : ReturnType<
            typeof wrongSize<FormatShape<T>, `${Product<T> & number}`, FormatShape<Rest>, `${Elements<Rest> & number}`>
          >
      : InferredCount<T> extends [0]
        ? [IsLiteral<Product<Without<T>>>, IsLiteral<Elements<Rest>>] extends [true, true]
          ? Remainder<Elements<Rest>, Product<Without<T>>> extends 0
            ? Fill<T, Divide<Elements<Rest>, Product<Without<T>>>>
            : ReturnType<
                typeof notDivisible<
                  FormatShape<T>,
                  `${Product<Without<T>> & number}`,
                  FormatShape<Rest>,
                  `${Elements<Rest> & number}`
                >
              >
          : Fill<T, number>
        : ReturnType<typeof twoInferred<FormatShape<T>>>
    : ReturnType<typeof badDim<FormatShape<T>>>

type Elements<Rest> = IsRankWide<Rest> extends true ? number : Product<Rest>

type Fits<A, B> = [IsLiteral<A>, IsLiteral<B>] extends [true, true] ? ([A] extends [B] ? true : false) : true

type ValidDims<T> = T extends readonly [infer First, ...infer Rest]
  ? First extends -1
    ? ValidDims<Rest>
    : IsPositiveInteger<First> extends true
      ? ValidDims<Rest>
      : false
  : true

type InferredCount<T, R extends 0[] = []> = T extends readonly [infer First, ...infer Rest]
  ? InferredCount<Rest, First extends -1 ? [...R, 0] : R>
  : R

type Without<T, R extends unknown[] = []> = T extends readonly [infer First, ...infer Rest]
  ? Without<Rest, First extends -1 ? R : [...R, First]>
  : R

type Fill<T, D, R extends unknown[] = []> = T extends readonly [infer First, ...infer Rest]
  ? Fill<Rest, D, [...R, First extends -1 ? D : First]>
  : R

export const reshapeShape = (shape: ShapeValue, target: readonly number[]): ShapeValue => {
  const [batch, ...rest] = shape as readonly [DimValue, ...DimValue[]]
  const [to, from, holds] = [formatShape(target), formatShape(rest), sizeOfShape(rest)]
  if (target.some((dim) => dim !== -1 && !isPositiveInteger(dim))) throw new ShapeError(badDim(to))
  const inferred = target.filter((dim) => dim === -1).length
  if (inferred > 1) throw new ShapeError(twoInferred(to))
  const given = target.reduce((size, dim) => (dim === -1 ? size : size * dim), 1)
  if (holds === null) return [batch, ...target.map((dim) => (dim === -1 ? null : dim))]
  if (inferred === 0 && given !== holds) throw new ShapeError(wrongSize(to, `${given}`, from, `${holds}`))
  if (holds % given !== 0) throw new ShapeError(notDivisible(to, `${given}`, from, `${holds}`))
  return [batch, ...target.map((dim) => (dim === -1 ? holds / given : dim))]
}
