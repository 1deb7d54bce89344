import type { Add } from './arithmetic.js'
import type { Shape } from './dim.js'
import { type EncodedShape, type Encoding, type EncodingSentence, encodedShape } from './encoding.js'

/** What a lookup makes of tokens: 'int' is their index; 'tfIdf' counts them, each by how rare it is. */
export type LookupMode = Encoding | 'int' | 'tfIdf'

/** Counting by rarity has the shape of counting. */
type EncodingOf<Mode> = Mode extends 'tfIdf' ? 'count' : Mode

/** The tokens in front of a vocabulary: the mask, where indices are given, then as many unknown ones as there are indices for them. */
type Special<Mask, Oov, Indices extends number, Mode> = [
  ...(Mask extends null ? [] : [Mode] extends ['int'] ? [Mask] : []),
  ...Repeated<Oov, Indices>,
]

type Repeated<T, Count extends number, Found extends T[] = []> = Found['length'] extends Count
  ? Found
  : Found['length'] extends 16
    ? T[]
    : Repeated<T, Count, [...Found, T]>

/** How long a vocabulary is with the special tokens, which may be in front of it already; wide where it is learnt. */
export type VocabularySize<V, Mask, Oov, Indices extends number, Mode> = V extends readonly unknown[]
  ? number extends V['length'] | Indices
    ? number
    : Special<Mask, Oov, Indices, Mode> extends infer Front extends readonly unknown[]
      ? V extends readonly [...Front, ...unknown[]]
        ? V['length']
        : Add<V['length'], Front['length']>
      : number
  : number

/** undefined, or the sentence for samples of one token where several are joined. */
export type LookupSentence<Call extends string, S, Mode> = [Mode] extends ['int']
  ? undefined
  : EncodingSentence<Call, S, EncodingOf<Mode>>

/** The shape of what a lookup of so many tokens makes of some of shape S. */
export type LookupShape<Call extends string, S, Mode, Size> = [Mode] extends ['int']
  ? S
  : 'int' extends Mode
    ? Shape
    : EncodedShape<Call, S, EncodingOf<Mode>, Size>

/** Throws ShapeError for samples of one token where several are joined. */
export const lookupShape = (
  call: string,
  shape: readonly number[],
  mode: LookupMode,
  size: number,
): readonly number[] =>
  mode === 'int' ? shape : (encodedShape(call, shape, mode === 'tfIdf' ? 'count' : mode, size) as readonly number[])
