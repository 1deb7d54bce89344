import { describeValue } from './describe-value.js'
import { type Dim, type DimValue, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const notAPermutation = <const Dims extends string, const Got extends string>(dims: Dims, got: Got) =>
  `permute: dims must be the axes of ${got} beside the batch, counted from 1, each once; got ${dims}` as const

/** The axes beside the batch in the order of `Dims`, which counts them from 1; or the sentence. */
export type PermuteShape<S, Dims extends readonly number[]> =
  IsRankWide<Dims> extends true
    ? S extends [infer B extends Dim, ...infer Rest]
      ? [B, ...{ [K in keyof Rest]: number }]
      : Shape
    : IsRankWide<S> extends true
      ? [Dim, ...{ -readonly [K in keyof Dims]: number }]
      : number extends Dims[number]
        ? S extends [infer B, ...infer Rest]
          ? Rest['length'] extends Dims['length']
            ? [B, ...{ [K in keyof Rest]: number }]
            : Fault<S, Dims>
          : never
        : IsPermutation<S, Dims> extends true
          ? S extends [infer B, ...unknown[]]
            ? [B, ...Picked<S, Dims>]
            : never
          : Fault<S, Dims>

type Fault<S, Dims extends readonly number[]> = ReturnType<typeof notAPermutation<FormatShape<Dims>, FormatShape<S>>>

/** Whether the dims are as many as the axes beside the batch, and name each of those. */
type IsPermutation<S, Dims extends readonly number[]> = S extends readonly [unknown, ...infer Rest]
  ? Rest['length'] extends Dims['length']
    ? [Places<Rest>] extends [Dims[number]]
      ? [Dims[number]] extends [Places<Rest>]
        ? true
        : false
      : false
    : false
  : false

/** 1, 2, … of a list of that length. */
type Places<Rest extends readonly unknown[]> = Rest extends readonly [unknown, ...infer More]
  ? Rest['length'] | Places<More>
  : never

type Picked<S, Dims extends readonly number[]> = {
  -readonly [K in keyof Dims]: `${Dims[K]}` extends infer At extends keyof S ? S[At] : never
}

/** [batch, …] with the other axes in the order of `dims`. Throws ShapeError for dims that are no permutation of them. */
export const permuteShape = (shape: ShapeValue, dims: readonly number[]): ShapeValue => {
  const isList = Array.isArray(dims)
  const sorted = isList ? [...dims].sort((a, b) => a - b) : []
  if (!isList || sorted.length !== shape.length - 1 || sorted.some((axis, i) => axis !== i + 1)) {
    throw new ShapeError(notAPermutation(isList ? formatShape(dims) : describeValue(dims), formatShape(shape)))
  }
  return [0, ...dims].map((axis) => shape[axis] as DimValue)
}
