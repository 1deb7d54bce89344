import type { IsPositiveInteger, Multiply } from './arithmetic.js'
import { type Dim, type IsRankWide, type Known, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import {
  type ExpectedInputHint,
  expectedInputHint,
  knownDim,
  type NotPositiveInteger,
  requirePositive,
  type UnknownAxis,
} from './sentence.js'
import type { WithBias } from './with-bias.js'

const axes = '[batch, …, features]'
const hint = 'a dense layer needs at least one axis beside the batch'

/** The last axis becomes `units`. */
export type DenseShape<S, Units extends number> = S extends [infer First, ...infer Middle extends Dim[], infer Features]
  ? IsPositiveInteger<Units> extends true
    ? Features extends string
      ? UnknownAxis<'dense', 'last axis', Features>
      : // tuples of inferred dims alone, so that the compiler makes one type of equal shapes
        Known<Units> extends infer Last
        ? [First, ...Middle, Last]
        : never
    : NotPositiveInteger<'dense', 'units', `${Units}`>
  : IsRankWide<S> extends true
    ? IsPositiveInteger<Units> extends true
      ? Shape
      : NotPositiveInteger<'dense', 'units', `${Units}`>
    : DenseRank<S>

type DenseRank<S> = ExpectedInputHint<'dense', typeof axes, FormatShape<S>, typeof hint>

/** undefined, or that the shape has no axis beside the batch. */
export type DenseRankSentence<S> = S extends [unknown] | [] ? DenseRank<S> : undefined

export const denseShape = (shape: ShapeValue, units: number): ShapeValue => {
  if (shape.length < 2) throw new ShapeError(expectedInputHint('dense', axes, formatShape(shape), hint))
  requirePositive('dense', 'units', units)
  knownDim('dense', 'last axis', shape.at(-1))
  return [...shape.slice(0, -1), units]
}

/** features · units, and units more with a bias. */
export type DenseParameters<S, Units extends number, Bias> = S extends [...Dim[], infer Features]
  ? Multiply<WithBias<Features, Bias>, Known<Units>>
  : number
