import { describeValue } from '../../shapes/describe-value.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import type { LookupMode, LookupSentence, LookupShape, VocabularySize } from '../../shapes/lookup.js'
import type { Nested as NestedNumbers, Tensor } from '../tensor.js'
import { compareCodePoints } from '../text/vocabulary.js'
import { fingerprint } from './fingerprint.js'
import { IndexLookup, type Kind, type LookupOptions } from './index-lookup.js'
import { flatTokens, type Nested, type Tokens, type TokensShape } from './tokens.js'

export interface StringLookupOptions<
  V extends readonly string[] | undefined,
  Mask extends string | null,
  Oov extends string,
  Indices extends number,
  Mode extends LookupMode,
> extends LookupOptions<string, V, Mask, Oov, Indices, Mode> {}

/** What a lookup gives for tokens of shape S: int32 indices, or float32. */
export type LookedUp<Call extends string, S, Mode, Size> =
  LookupShape<Call, S, Mode, Size> extends infer Dims extends Shape
    ? [Mode] extends ['int']
      ? Tensor<Dims, 'int32'>
      : Tensor<Dims, 'int' extends Mode ? 'float32' | 'int32' : 'float32'>
    : never

const isIterable = (x: unknown): boolean =>
  typeof x === 'object' && x !== null && (Symbol.iterator in x || Symbol.asyncIterator in x)

const isString = (x: unknown): x is string => typeof x === 'string'

const kind: Kind<string> = {
  call: 'stringLookup',
  what: 'string',
  oovToken: '[UNK]',
  isToken: isString,
  compare: compareCodePoints,
  bucketOf: (token, buckets) => Number(fingerprint(token) % BigInt(buckets)),
}

/** Makes numbers of strings. `stringLookup` makes one. */
export class StringLookup<
  Size extends number = number,
  Mode extends LookupMode = LookupMode,
> extends IndexLookup<string> {
  /** Exists in types only. */
  declare readonly modeType?: Mode

  /** @internal */
  constructor(options: object) {
    super(kind, options)
  }

  /**
   * Learns the vocabulary from rows of strings, in place of one learnt before, and gives the lookup itself: lists, or what gives
   * strings one after the other, such as `csvColumn`. The most frequent strings come first, equally frequent ones by descending code
   * points. Throws TypeError where the vocabulary was given, and for what is no string; RangeError for none.
   */
  async adapt(data: Tokens<string> | Iterable<Nested<string>> | AsyncIterable<Nested<string>>): Promise<this> {
    if (isString(data)) throw new TypeError('stringLookup.adapt: expected a list of strings, got one; put it in a list')
    if (!isIterable(data)) {
      throw new TypeError(
        `stringLookup.adapt: expected a list of strings, or what gives them one by one, such as csvColumn, got ${describeValue(data)}`,
      )
    }
    await this.learn(data)
    return this
  }

  /** The strings by index, special ones in front. Throws before `adapt`. */
  get vocabulary(): readonly string[] {
    return this.tokens()
  }

  /** How many indices there are: embedding's inputDim, categoryEncoding's numTokens. Throws before `adapt`. */
  get vocabularySize(): Size {
    return this.size() as Size
  }

  /**
   * Strings [rows, …] as int32 indices of that shape, or encoded, float32, as `outputMode` says. Throws RangeError, with the row, for
   * one that is not in the vocabulary where numOovIndices is 0.
   */
  encode<const T extends Tokens<string>>(
    strings: Guard<LookupSentence<'stringLookup', TokensShape<T>, Mode>, T>,
  ): LookedUp<'stringLookup', TokensShape<T>, Mode, Size> {
    return this.encoded(flatTokens('stringLookup', strings, 'strings', isString)) as never
  }

  /** The strings at some indices, nested as those are: Keras's `invert`. Throws RangeError for an index that is none. */
  decode(indices: Tensor | readonly NestedNumbers[]): Tokens<string> {
    return this.decoded(indices) as Tokens<string>
  }

  /** The index of one string; undefined where there is none. */
  indexOf(string: string): number | undefined {
    this.size('indexOf')
    return this.place(string)
  }
}

const make = <
  const V extends readonly string[] | undefined = undefined,
  const Mask extends string | null = null,
  const Oov extends string = '[UNK]',
  const Indices extends number = 1,
  const Mode extends LookupMode = 'int',
>(
  options: StringLookupOptions<V, Mask, Oov, Indices, Mode> = {},
): StringLookup<VocabularySize<V, Mask, Oov, Indices, Mode>, Mode> => new StringLookup(options)

/** A lookup from what its `toJSON` gave, after JSON.parse. Throws TypeError for anything else. */
const fromJSON = (json: unknown): StringLookup<number, LookupMode> => {
  if (typeof json !== 'object' || json === null || !('vocabulary' in json)) {
    throw new TypeError('stringLookup.fromJSON: expected an object with a vocabulary, as toJSON gives it')
  }
  return new StringLookup(json)
}

/**
 * Indices of strings in a vocabulary, or one-hot, many-hot and counted ones: Keras's `StringLookup`, before the model. It makes tensors
 * of strings, for `embedding` and `categoryEncoding`, and goes where data are read: `csv(path, { lookups: { kind } })`.
 *
 *     const kinds = stringLookup({ vocabulary: ['cat', 'dog'] })
 *     kinds.encode(['dog', 'cow']) // int32 [2]: 2, 0
 *     categoryEncoding(kinds.vocabularySize) // 3, in the type as well
 *
 * It is no layer: graphs of ONNX's default domain compare no strings before operator set 19, so that a layer would need another domain,
 * and tensors of strings throughout. JSON.stringify gives all of it, for `stringLookup.fromJSON`.
 */
export const stringLookup: typeof make & { readonly fromJSON: typeof fromJSON } = Object.assign(make, { fromJSON })
