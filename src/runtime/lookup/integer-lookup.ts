import type { TypedArray } from '../../codegen/ir/value.js'
import type { Guard } from '../../shapes/dim.js'
import type { LookupMode, LookupSentence, VocabularySize } from '../../shapes/lookup.js'
import { type AdaptData, adaptRows } from '../adapt/rows.js'
import { checkedRows } from '../checked-tensor.js'
import type { Nested, Tensor } from '../tensor.js'
import type { ShapesOf } from '../tensor-arguments.js'
import { IndexLookup, type Kind, type LookupOptions } from './index-lookup.js'
import type { LookedUp } from './string-lookup.js'

export interface IntegerLookupOptions<
  V extends readonly number[] | undefined,
  Mask extends number | null,
  Oov extends number,
  Indices extends number,
  Mode extends LookupMode,
> extends LookupOptions<number, V, Mask, Oov, Indices, Mode> {}

const isInteger = (x: unknown): x is number => Number.isSafeInteger(x)

const kind: Kind<number> = {
  call: 'integerLookup',
  what: 'integer',
  oovToken: -1,
  isToken: isInteger,
  compare: (a, b) => a - b,
  bucketOf: (token, buckets) => ((token % buckets) + buckets) % buckets,
}

/** Makes indices of integers. `integerLookup` makes one. */
export class IntegerLookup<
  Size extends number = number,
  Mode extends LookupMode = LookupMode,
> extends IndexLookup<number> {
  /** Exists in types only. */
  declare readonly modeType?: Mode

  /** @internal */
  constructor(options: object) {
    super(kind, options)
  }

  /**
   * Learns the vocabulary from rows of integers, in memory or of a dataset, in place of one learnt before, and gives the lookup itself.
   * The most frequent ones come first, equally frequent ones in descending order. Throws TypeError where the vocabulary was given, and
   * for what is no integer; RangeError for no rows.
   */
  async adapt(data: AdaptData): Promise<this> {
    await this.learn(rowsOf(data))
    return this
  }

  /** The integers by index, special ones in front. Throws before `adapt`. */
  get vocabulary(): readonly number[] {
    return this.tokens()
  }

  /** How many indices there are: embedding's inputDim, categoryEncoding's numTokens. Throws before `adapt`. */
  get vocabularySize(): Size {
    return this.size() as Size
  }

  /**
   * Integers [rows, …] as int32 indices of that shape, or encoded, float32, as `outputMode` says. Throws RangeError, with the row, for
   * one that is not in the vocabulary where numOovIndices is 0.
   */
  encode<const T extends Tensor | TypedArray | readonly Nested[]>(
    integers: Guard<LookupSentence<'integerLookup', ShapesOf<T>, Mode>, T>,
  ): LookedUp<'integerLookup', ShapesOf<T>, Mode, Size> {
    const { data, shape } = checkedRows('integerLookup', 'data', integers)
    const tokens = Array.from(data as ArrayLike<number | bigint>, Number)
    const wrong = tokens.findIndex((token) => !isInteger(token))
    if (wrong >= 0) {
      const row = Math.floor((wrong * (shape[0] ?? 1)) / tokens.length)
      throw new TypeError(`integerLookup: expected integers, but row ${row} holds ${tokens[wrong]}`)
    }
    return this.encoded({ shape, tokens }) as never
  }

  /** The integers at some indices, nested as those are: Keras's `invert`. Throws RangeError for an index that is none. */
  decode(indices: Tensor | readonly Nested[]): readonly Nested[] {
    return this.decoded(indices) as readonly Nested[]
  }

  /** The index of one integer; undefined where there is none. */
  indexOf(integer: number): number | undefined {
    this.size('indexOf')
    return this.place(integer)
  }
}

/** The integers of each row. */
async function* rowsOf(data: unknown): AsyncGenerator<readonly number[]> {
  for await (const rows of adaptRows('integerLookup.adapt', data)) {
    const integers = Array.from(rows.data as ArrayLike<number | bigint>, Number)
    const length = integers.length / (rows.shape[0] as number)
    for (let start = 0; start < integers.length; start += length) yield integers.slice(start, start + length)
  }
}

const make = <
  const V extends readonly number[] | undefined = undefined,
  const Mask extends number | null = null,
  const Oov extends number = -1,
  const Indices extends number = 1,
  const Mode extends LookupMode = 'int',
>(
  options: IntegerLookupOptions<V, Mask, Oov, Indices, Mode> = {},
): IntegerLookup<VocabularySize<V, Mask, Oov, Indices, Mode>, Mode> => new IntegerLookup(options)

/** A lookup from what its `toJSON` gave, after JSON.parse. Throws TypeError for anything else. */
const fromJSON = (json: unknown): IntegerLookup<number, LookupMode> => {
  if (typeof json !== 'object' || json === null || !('vocabulary' in json)) {
    throw new TypeError('integerLookup.fromJSON: expected an object with a vocabulary, as toJSON gives it')
  }
  return new IntegerLookup(json)
}

/**
 * Indices of integers in a vocabulary, such as of product numbers, or one-hot, many-hot and counted ones: Keras's `IntegerLookup`,
 * before the model, like `stringLookup`. Several indices for unknown integers part them by the remainder.
 */
export const integerLookup: typeof make & { readonly fromJSON: typeof fromJSON } = Object.assign(make, { fromJSON })
