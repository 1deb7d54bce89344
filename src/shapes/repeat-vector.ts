import type { IsPositiveInteger } from './arithmetic.js'
import { type Dim, type DimValue, type IsRankWide, type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInput, expectedInput, type NotPositiveInteger, requirePositive } from './sentence.js'

const axes = '[batch, features]'

/** [batch, n, features], or the sentence. */
export type RepeatVectorShape<S, N extends number> =
  VectorSentence<S> extends infer E extends string
    ? E
    : IsPositiveInteger<N> extends true
      ? S extends [infer B, infer F]
        ? [B, Known<N>, F]
        : [Dim, Known<N>, number]
      : NotPositiveInteger<'repeatVector', 'n', `${N}`>

/** undefined, or that the shape is not that of vectors. */
export type VectorSentence<S> = S extends [unknown, unknown]
  ? undefined
  : IsRankWide<S> extends true
    ? undefined
    : ExpectedInput<'repeatVector', typeof axes, FormatShape<S>>

export const repeatVectorShape = (shape: ShapeValue, n: number): ShapeValue => {
  if (shape.length !== 2) throw new ShapeError(expectedInput('repeatVector', axes, formatShape(shape)))
  requirePositive('repeatVector', 'n', n)
  const [batch, features] = shape as readonly [DimValue, DimValue]
  return [batch, n, features]
}
