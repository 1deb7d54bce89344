import type { IsPositiveInteger, Multiply } from './arithmetic.js'
import type { Dim, IsRankWide, Known, Shape, ShapeValue } from './dim.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'

/** One more axis, of `outputDim`; or the sentence of the first argument that does not fit. */
export type EmbeddingShape<S, InputDim extends number, OutputDim extends number> =
  EmbeddingFault<InputDim, OutputDim> extends readonly [string, infer E]
    ? E
    : IsRankWide<S> extends true
      ? Shape
      : S extends Dim[]
        ? Known<OutputDim> extends infer Last
          ? [...S, Last]
          : never
        : Shape

/** [argument, sentence] of the first argument that does not fit, or undefined. */
export type EmbeddingFault<InputDim extends number, OutputDim extends number> =
  IsPositiveInteger<InputDim> extends true
    ? IsPositiveInteger<OutputDim> extends true
      ? undefined
      : readonly ['outputDim', NotPositiveInteger<'embedding', 'outputDim', `${OutputDim}`>]
    : readonly ['inputDim', NotPositiveInteger<'embedding', 'inputDim', `${InputDim}`>]

export const embeddingShape = (shape: ShapeValue, inputDim: number, outputDim: number): ShapeValue => {
  requirePositive('embedding', 'inputDim', inputDim)
  requirePositive('embedding', 'outputDim', outputDim)
  return [...shape, outputDim]
}

export type EmbeddingParameters<InputDim extends number, OutputDim extends number> = Multiply<
  Known<InputDim>,
  Known<OutputDim>
>
