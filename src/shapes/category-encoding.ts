import type { IsPositiveInteger } from './arithmetic.js'
import { type Known, ShapeError, type ShapeValue } from './dim.js'
import { type EncodedShape, type Encoding, type EncodingSentence, encodedShape } from './encoding.js'
import { type FormatShape, formatShape } from './format.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'

/** undefined, or the sentence for a number of tokens that is none, or for samples that cannot be joined. */
export type CategoryEncodingSentence<S, N extends number, Mode> =
  IsPositiveInteger<N> extends true
    ? EncodingSentence<'categoryEncoding', S, Mode>
    : NotPositiveInteger<'categoryEncoding', 'numTokens', `${N}`>

/** The shape of encoded ids, or the sentence. */
export type CategoryEncodingShape<S, N extends number, Mode> =
  IsPositiveInteger<N> extends true
    ? EncodedShape<'categoryEncoding', S, Mode, Known<N>>
    : NotPositiveInteger<'categoryEncoding', 'numTokens', `${N}`>

export const categoryEncodingShape = (shape: ShapeValue, numTokens: number, mode: Encoding): ShapeValue => {
  requirePositive('categoryEncoding', 'numTokens', numTokens)
  return encodedShape('categoryEncoding', shape, mode, numTokens)
}

const unlike = <const Expected extends string, const Got extends string>(expected: Expected, got: Got) =>
  `categoryEncoding: countWeights must be of the shape of the ids, ${expected}, got ${got}` as const

/** undefined, or the sentence for weights of another shape than the ids. */
export type CountWeightsSentence<S, W> = [FormatShape<S>, FormatShape<W>] extends [
  infer A extends string,
  infer B extends string,
]
  ? Fits<S, W> extends false
    ? ReturnType<typeof unlike<A, B>>
    : undefined
  : undefined

/** false where two shapes differ for sure. */
type Fits<S, W> = S extends [infer A, ...infer As]
  ? W extends [infer B, ...infer Bs]
    ? [A] extends [B]
      ? Fits<As, Bs>
      : [B] extends [A]
        ? Fits<As, Bs>
        : false
    : W extends []
      ? false
      : true
  : S extends []
    ? W extends [unknown, ...unknown[]]
      ? false
      : true
    : true

export const checkCountWeights = (ids: ShapeValue, weights: ShapeValue): void => {
  const fits =
    ids.length === weights.length && ids.every((dim, i) => dim === null || weights[i] === null || dim === weights[i])
  if (!fits) throw new ShapeError(unlike(formatShape(ids), formatShape(weights)))
}
