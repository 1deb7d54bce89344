import type { Multiply } from './arithmetic.js'
import { sizeOfShape } from './axes.js'
import { type Dim, type DimValue, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInput, expectedInput } from './sentence.js'

/** The number of elements of the dims S. */
export type Product<S, R = 1> = S extends readonly [infer First, ...infer Rest] ? Product<Rest, Multiply<R, First>> : R

/** Everything but the batch in one axis. */
export type FlattenShape<S> =
  IsRankWide<S> extends true
    ? [Dim, number]
    : S extends [infer Batch, ...infer Rest]
      ? Rest extends [string]
        ? [Batch, ...Rest]
        : // a tuple of inferred dims alone, so that the compiler makes one type of equal shapes
          Product<Rest> extends infer Size
          ? [Batch, Size]
          : never
      : ExpectedInput<'flatten', '[batch, …]', FormatShape<S>>

export const flattenShape = (shape: ShapeValue): ShapeValue => {
  if (shape.length === 0) throw new ShapeError(expectedInput('flatten', '[batch, …]', formatShape(shape)))
  const [batch, ...rest] = shape as readonly [DimValue, ...DimValue[]]
  if (rest.length === 1) return shape
  return [batch, sizeOfShape(rest)]
}
