import { type Dim, type IsRankWide, type IsSingle, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInputHint, expectedInputHint } from './sentence.js'

/** How categories become numbers: 1 for each that is among those of a sample, a row for each of them, or how many there are. */
export type Encoding = 'multiHot' | 'oneHot' | 'count'

export const encodings: readonly Encoding[] = ['multiHot', 'oneHot', 'count']

const several = '[batch, …, categories]'
const one = "for one a sample, use outputMode: 'oneHot'"

/** undefined, or the sentence for samples of one category where several are joined. */
export type EncodingSentence<Layer extends string, S, Mode> = 'multiHot' | 'count' extends Mode
  ? undefined
  : [Mode] extends ['multiHot' | 'count']
    ? S extends [unknown]
      ? ExpectedInputHint<Layer, typeof several, FormatShape<S>, typeof one>
      : undefined
    : undefined

/**
 * The shape of encoded categories: `Depth` in place of the last axis, which is joined; one-hot a further axis, in place of a last one
 * that is 1, as in Keras. Or the sentence.
 */
export type EncodedShape<Layer extends string, S, Mode, Depth> =
  IsRankWide<S> extends true
    ? Shape
    : EncodingSentence<Layer, S, Mode> extends infer E extends string
      ? E
      : [Mode] extends ['multiHot' | 'count']
        ? Joined<S, Depth>
        : [Mode] extends ['oneHot']
          ? Apart<S, Depth>
          : Shape

type Joined<S, Depth> = S extends [...infer Before extends Dim[], unknown] ? [...Before, Depth] : Shape

type Apart<S, Depth> = S extends [infer Batch, ...infer Sample extends Dim[]]
  ? Sample extends [...infer Before, infer Last]
    ? [Last] extends [1]
      ? [Batch, ...Before, Depth]
      : number extends Last
        ? Shape
        : IsSingle<Last> extends true
          ? [Batch, ...Sample, Depth]
          : Shape
    : [Batch, Depth]
  : Shape

/** Throws ShapeError for samples of one category where several are joined. */
export const encodedShape = (layer: string, shape: ShapeValue, mode: Encoding, depth: number): ShapeValue => {
  if (mode === 'oneHot') return [...(isSpare(shape) ? shape.slice(0, -1) : shape), depth]
  if (shape.length === 1) throw new ShapeError(expectedInputHint(layer, several, formatShape(shape), one))
  return [...shape.slice(0, -1), depth]
}

/** Whether a one-hot axis takes the place of the last one. */
export const isSpare = (shape: ShapeValue): boolean => shape.length > 1 && shape.at(-1) === 1
