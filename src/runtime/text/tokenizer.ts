import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Guard, Known } from '../../shapes/dim.js'
import { Tensor } from '../tensor.js'
import { gramSizes, type NGrams, withNGrams } from './n-grams.js'
import { type RowOptions, rowOptions, rowsOf } from './pad-sequences.js'
import { resolveSplit, type Split } from './split.js'
import { resolveStandardize, type Standardize } from './standardize.js'
import { checkTexts } from './texts.js'
import { givenVocabulary, learntVocabulary } from './vocabulary.js'

export interface TokenizerOptions {
  /** The most tokens of the vocabulary, padding and '[UNK]' included; by default there is no limit. */
  readonly maxTokens?: number | undefined
  /**
   * Default 'lowerAndStripPunctuation'. Where `split` is 'words' the default is 'lower', as words come without punctuation, and
   * stripping puts a space in place of punctuation, so that it does not join words.
   */
  readonly standardize?: Standardize | undefined
  /** Default 'whitespace'; 'words' for languages without spaces. */
  readonly split?: Split | undefined
  /**
   * Makes tokens of runs of tokens too, of at most 100: 2 of single ones and pairs, [2] of pairs only. A text's come size after
   * size, so that cutting to a `length` drops those of the last size first.
   */
  readonly ngrams?: NGrams | undefined
  /** A vocabulary that is known already, with or without '' and '[UNK]' in front. */
  readonly vocabulary?: readonly string[] | undefined
}

const notRows = 'decode: expected rows of ids, such as [[2, 3]]'

/** Ids are rows of numbers, or the tensor that `encode` gives. */
type RowsSentence<Ids> = Ids extends Tensor | readonly (readonly number[])[] ? undefined : typeof notRows

const known = { maxTokens: true, standardize: true, split: true, ngrams: true, vocabulary: true } as const

/** Makes ids of texts. `tokenizer` makes one. */
export class Tokenizer {
  private readonly tokens: (text: string) => readonly string[]
  private readonly maxTokens: number
  private learnt: readonly string[] | undefined
  private readonly idOf = new Map<string, number>()
  private readonly options: Omit<TokenizerOptions, 'vocabulary'>

  constructor({ vocabulary, ...options }: TokenizerOptions) {
    const { maxTokens = Number.POSITIVE_INFINITY, standardize, split = 'whitespace', ngrams = 1 } = options
    if (maxTokens !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(maxTokens) && maxTokens > 2)) {
      throw new RangeError(
        `tokenizer: maxTokens must be an integer above 2, for padding and [UNK], got ${describeValue(maxTokens)}`,
      )
    }
    const parts = resolveSplit(split)
    const standard = resolveStandardize(standardize, split)
    const sizes = gramSizes(ngrams)
    this.options = { ...options, ...(Array.isArray(ngrams) && { ngrams: sizes }) }
    this.tokens = (text) => withNGrams(parts(standard(text)), sizes)
    this.maxTokens = maxTokens
    if (vocabulary !== undefined) this.learn(givenVocabulary(vocabulary, maxTokens))
  }

  private learn(vocabulary: readonly string[]): void {
    this.learnt = Object.freeze([...vocabulary])
    this.idOf.clear()
    for (const [id, token] of vocabulary.entries()) this.idOf.set(token, id)
  }

  /**
   * Learns the vocabulary from texts, in place of one learnt before: the most frequent tokens first, equally frequent ones by
   * descending code points. Throws TypeError for what is not a text, RangeError where there is no token.
   */
  adapt(texts: readonly string[]): this {
    checkTexts('adapt', texts)
    const counts = new Map<string, number>()
    for (const text of texts) {
      for (const token of this.tokens(text)) counts.set(token, (counts.get(token) ?? 0) + 1)
    }
    const vocabulary = learntVocabulary(counts, this.maxTokens)
    if (vocabulary.length <= 2) {
      throw new RangeError(`adapt: found no tokens in the ${texts.length === 1 ? 'text' : `${texts.length} texts`}`)
    }
    this.learn(vocabulary)
    return this
  }

  /** The tokens by id: '' for padding, '[UNK]' for all that is unknown, then the others. Throws before `adapt`. */
  get vocabulary(): readonly string[] {
    return this.adapted('vocabulary')
  }

  /** How many ids there are: embedding's inputDim. Throws before `adapt`. */
  get size(): number {
    return this.adapted('size').length
  }

  private adapted(call: string): readonly string[] {
    if (this.learnt) return this.learnt
    throw new Error(
      `${call}: the tokenizer has no vocabulary yet; call adapt(texts) first, or give it the option vocabulary`,
    )
  }

  /**
   * Ids of the texts' tokens, int32 [texts, length]: 0 fills up shorter rows, 1 stands for unknown tokens. Without `length`,
   * as long as the longest, and at least 1; both ends default to 'post'.
   */
  encode<const T extends readonly string[], const L extends number = number>(
    texts: T,
    options: RowOptions<L, 'encode'> = {},
  ): Tensor<[T['length'], Known<L>], 'int32'> {
    checkOptions('encode', options, rowOptions)
    this.adapted('encode')
    checkTexts('encode', texts)
    const { length, padding = 'post', truncating = 'post' } = options as RowOptions<number, 'encode'>
    const ids = texts.map((text) => this.tokens(text).map((token) => this.idOf.get(token) ?? 1))
    return rowsOf('encode', ids, { length, shortest: 1, padding, truncating, value: 0 }) as never
  }

  /** The tokens of each row without padding, with spaces between them unless they are characters. Throws RangeError for an unknown id. */
  decode<const Ids extends Tensor | readonly unknown[]>(ids: Guard<RowsSentence<Ids>, Ids>): string[] {
    const vocabulary = this.adapted('decode')
    const rows = (ids instanceof Tensor ? ids.toArray() : ids) as readonly (readonly number[])[]
    if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
      throw new TypeError(`${notRows}, got ${describeValue(rows)}`)
    }
    const tokenOf = (id: unknown): string => {
      const token = typeof id === 'number' ? vocabulary[id] : undefined
      if (token !== undefined) return token
      throw new RangeError(`decode: id ${describeValue(id)} is not in 0 to ${vocabulary.length - 1}`)
    }
    const between = this.options.split === 'character' ? '' : ' '
    return rows.map((row) =>
      row
        .map(tokenOf)
        .filter((token) => token !== '')
        .join(between),
    )
  }

  /**
   * All of it, for `tokenizer.fromJSON`. Throws TypeError where an option is a function; keep `vocabulary` then, and give both
   * to `tokenizer` again.
   */
  toJSON(): TokenizerOptions {
    const vocabulary = this.adapted('toJSON')
    for (const option of ['standardize', 'split'] as const) {
      if (typeof this.options[option] !== 'function') continue
      throw new TypeError(
        `toJSON: ${option} is a function; keep the vocabulary, and call tokenizer({ ${option}, vocabulary }) with both`,
      )
    }
    const { maxTokens, ngrams, ...options } = this.options
    return {
      ...options,
      // JSON has no Infinity, which is the default
      ...(maxTokens !== undefined && maxTokens !== Number.POSITIVE_INFINITY && { maxTokens }),
      ...(ngrams !== undefined && { ngrams: typeof ngrams === 'number' ? ngrams : [...ngrams] }),
      vocabulary,
    }
  }
}

const make = (options: TokenizerOptions = {}): Tokenizer => {
  checkOptions('tokenizer', options, known)
  return new Tokenizer(options)
}

/** A tokenizer from what its `toJSON` gave, after JSON.parse. Throws TypeError for anything else. */
const fromJSON = (json: unknown): Tokenizer => {
  checkOptions('tokenizer.fromJSON', json as TokenizerOptions, known)
  if ((json as TokenizerOptions).vocabulary === undefined) {
    throw new TypeError('tokenizer.fromJSON: expected an object with a vocabulary, as toJSON gives it')
  }
  return make(json as TokenizerOptions)
}

/** Makes ids of texts, for `embedding`. Keras's `TextVectorization`, with Unicode's letters and punctuation. */
export const tokenizer: typeof make & { readonly fromJSON: typeof fromJSON } = Object.assign(make, { fromJSON })
