import { type DimValue, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInput, type ExpectedInputHint, expectedInput, expectedInputHint } from './sentence.js'
import { timeHint } from './series.js'
import type { SeveralAtOnce, SeveralShapes } from './several-tensors.js'

const axes = '[batch, time, …, features]'

/** undefined, or that the shape has no time axis with something in each step. */
export type StepsSentence<S> = S extends [unknown, unknown]
  ? ExpectedInputHint<'timeDistributed', typeof axes, FormatShape<S>, typeof timeHint>
  : S extends [] | [unknown]
    ? ExpectedInput<'timeDistributed', typeof axes, FormatShape<S>>
    : undefined

/** The shape of one step: [batch, time, …] without the time. */
export type StepOf<S> = S extends [infer B, unknown, ...infer Rest] ? [B, ...Rest] : Shape

/** [batch, time, …] for a step's output [batch, …]; or that there are several. */
export type OverTime<S, Output> = Output extends SeveralShapes
  ? SeveralAtOnce<Output['length']>
  : IsRankWide<S> extends true
    ? Shape
    : S extends [unknown, infer T, ...unknown[]]
      ? Output extends [infer B, ...infer Rest]
        ? [B, T, ...Rest]
        : Output
      : never

/** One step of [batch, time, …], and what puts the time back. Throws ShapeError for fewer than three axes. */
export const stepsOf = (shape: ShapeValue): { readonly step: ShapeValue; over(output: ShapeValue): ShapeValue } => {
  if (shape.length === 2) throw new ShapeError(expectedInputHint('timeDistributed', axes, formatShape(shape), timeHint))
  if (shape.length < 2) throw new ShapeError(expectedInput('timeDistributed', axes, formatShape(shape)))
  const [batch, time, ...rest] = shape as readonly [DimValue, DimValue, ...DimValue[]]
  return { step: [batch, ...rest], over: ([first, ...others]) => [first ?? null, time, ...others] }
}
