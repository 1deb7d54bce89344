import type { Add, IsPositiveInteger, Multiply } from './arithmetic.js'
import { type Dim, type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInputHint, expectedInputHint, type NotPositiveInteger, notPositiveInteger } from './sentence.js'

const axes = '[batch, …, features]'
const hint = 'a dense layer needs at least one axis beside the batch'

/** The last axis becomes `units`. */
export type DenseShape<S, Units extends number> = S extends [infer First, ...infer Middle extends Dim[], Dim]
  ? IsPositiveInteger<Units> extends true
    ? [First, ...Middle, Units]
    : NotPositiveInteger<'dense', 'units', `${Units}`>
  : DenseRank<S>

export type DenseRank<S> = ExpectedInputHint<'dense', typeof axes, FormatShape<S>, typeof hint>

export const denseShape = (shape: ShapeValue, units: number): ShapeValue => {
  if (shape.length < 2) throw new ShapeError(expectedInputHint('dense', axes, formatShape(shape), hint))
  if (!(Number.isInteger(units) && units > 0)) throw new ShapeError(notPositiveInteger('dense', 'units', `${units}`))
  return [...shape.slice(0, -1), units]
}

/** features · units, and units more with a bias. */
export type DenseParameters<S, Units extends number, Bias> = S extends [...Dim[], infer Features]
  ? Multiply<Bias extends false ? Features : Add<Features, 1>, Units>
  : number

/** The features of a kernel that must be known when the model is built. */
export const knownDim = (layer: string, axis: string, dim: DimValue | undefined): number => {
  if (typeof dim === 'number') return dim
  throw new ShapeError(
    `${layer}: the ${axis} must be a known number, got ${dim ?? '?'}; give it in input(…) or reshape first`,
  )
}
