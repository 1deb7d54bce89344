import { checkRanges, finite, integerFrom, integerIn, listOf, oneOf, type Range } from '../../codegen/ranges.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type LookupMode, lookupShape } from '../../shapes/lookup.js'
import { elementCount } from '../elements.js'
import { Tensor } from '../tensor.js'
import { type Learnt, learntTokens } from './learnt-tokens.js'
import { type FlatTokens, flatTokens } from './tokens.js'

/** What both lookups take; V is the vocabulary as it is given. */
export interface LookupOptions<
  Token,
  V extends readonly Token[] | undefined,
  Mask extends Token | null,
  Oov extends Token,
  Indices extends number,
  Mode extends LookupMode,
> {
  /** The tokens in order, with or without the special ones in front; without this they are learnt by `adapt`. */
  readonly vocabulary?: V
  /** The most tokens that are learnt, special ones included; by default there is no limit. */
  readonly maxTokens?: number | undefined
  /** How many indices there are for tokens that are not in the vocabulary: they are parted by a hash. 0 makes them errors. Default 1. */
  readonly numOovIndices?: Indices | undefined
  /** The token that stands for nothing: index 0, and where tokens are encoded none. Default null, no such token. */
  readonly maskToken?: Mask | undefined
  /** What stands in the vocabulary for all that is not in it. */
  readonly oovToken?: Oov | undefined
  /** 'int' (the default): the index of each token, int32. Others encode the indices as categoryEncoding does; 'tfIdf' counts by rarity. */
  readonly outputMode?: Mode | undefined
  /** Of 'tfIdf' with a vocabulary: what each of its tokens counts. */
  readonly idfWeights?: readonly number[] | undefined
}

type AnyOptions<Token> = LookupOptions<Token, readonly Token[] | undefined, Token | null, Token, number, LookupMode>

/** What lookups of strings and of integers differ in. */
export interface Kind<Token> {
  readonly call: string
  /** One token, in words. */
  readonly what: string
  readonly oovToken: Token
  isToken(x: unknown): x is Token
  /** The order of tokens that are equally frequent: those that are greater come first. */
  compare(a: Token, b: Token): number
  /** Which of so many indices a token gets that is not in the vocabulary. */
  bucketOf(token: Token, buckets: number): number
}

/** Of unknown tokens, all of which stand in the vocabulary. */
const mostIndices = 1_000_000

const modes = ['int', 'multiHot', 'oneHot', 'count', 'tfIdf'] as const

/** The run-time half of both lookups. */
export abstract class IndexLookup<Token> {
  private readonly mode: LookupMode
  private readonly front: readonly Token[]
  private readonly mask: Token | null
  private readonly indices: number
  private learnt: Learnt<Token> | undefined
  private readonly places = new Map<Token, number>()

  protected constructor(
    private readonly kind: Kind<Token>,
    private readonly options: AnyOptions<Token>,
  ) {
    const { call, what, isToken } = kind
    const token: Range = { text: `one ${what}`, holds: isToken }
    checkRanges<AnyOptions<Token>>(call, options, {
      vocabulary: listOf(`${what}s`, token),
      maxTokens: integerFrom(2),
      numOovIndices: integerIn(0, mostIndices),
      maskToken: { text: `one ${what}, or null`, holds: (x) => x === null || isToken(x) },
      oovToken: token,
      outputMode: oneOf(...modes),
      idfWeights: listOf('numbers', finite),
    })
    const {
      vocabulary,
      maxTokens,
      idfWeights,
      outputMode = 'int',
      maskToken = null,
      oovToken = kind.oovToken,
    } = options
    this.mode = outputMode
    this.mask = maskToken
    this.indices = options.numOovIndices ?? 1
    const masked = outputMode === 'int' && maskToken !== null
    this.front = [...(masked ? [maskToken] : []), ...Array<Token>(this.indices).fill(oovToken)]
    if (maxTokens !== undefined && maxTokens <= this.front.length) {
      throw new RangeError(
        `${call}: maxTokens must be above ${this.front.length}, for the special tokens, got ${maxTokens}`,
      )
    }
    if ((idfWeights !== undefined) !== (outputMode === 'tfIdf' && vocabulary !== undefined)) {
      throw new TypeError(`${call}: give idfWeights with a vocabulary and outputMode 'tfIdf', and else not`)
    }
    if (vocabulary) this.take(this.given(vocabulary, idfWeights))
  }

  private take(learnt: Learnt<Token>): void {
    this.learnt = learnt
    this.places.clear()
    for (const [i, token] of learnt.tokens.entries()) this.places.set(token, this.front.length + i)
  }

  /** A vocabulary as it was given, checked. */
  private given(vocabulary: readonly Token[], weights: readonly number[] = []): Learnt<Token> {
    const { kind, front, mask, options } = this
    const whole = front.every((token, i) => vocabulary[i] === token)
    const tokens = whole ? vocabulary.slice(front.length) : [...vocabulary]
    const before = new Set<Token>()
    for (const token of tokens) {
      if (token === mask || before.has(token)) {
        const why = token === mask ? 'the mask, which has its place in front' : 'twice; give each once'
        throw new TypeError(`${kind.call}: vocabulary holds ${describeValue(token)} ${why}`)
      }
      before.add(token)
    }
    const size = front.length + tokens.length
    if (size > (options.maxTokens ?? size)) {
      throw new RangeError(
        `${kind.call}: vocabulary has ${size} tokens with the special ones, maxTokens is ${options.maxTokens}`,
      )
    }
    if (options.idfWeights && weights.length !== vocabulary.length) {
      throw new RangeError(
        `${kind.call}: idfWeights has ${weights.length} numbers, vocabulary ${vocabulary.length}; give one for each`,
      )
    }
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
    return { tokens, idf: Float32Array.from([...(whole ? [] : front.map(() => mean)), ...weights]) }
  }

  /** Learns from rows, each of which is a token or lists of them. */
  protected async learn(rows: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
    const { kind, options, front, mask } = this
    if (options.vocabulary) throw new TypeError(`${kind.call}.adapt: the vocabulary is given; leave it out to adapt`)
    const most = (options.maxTokens ?? Number.POSITIVE_INFINITY) - front.length
    const special: readonly unknown[] = [mask, options.oovToken ?? kind.oovToken]
    this.take(await learntTokens(kind, rows, { special, most, front: front.length, byRarity: this.mode === 'tfIdf' }))
  }

  private known(call: string): Learnt<Token> {
    if (this.learnt) return this.learnt
    const { kind } = this
    throw new Error(
      `${kind.call}.${call}: there is no vocabulary yet; await adapt(data) first, or give the option vocabulary`,
    )
  }

  protected tokens(): readonly Token[] {
    return [...this.front, ...this.known('vocabulary').tokens]
  }

  protected size(call = 'vocabularySize'): number {
    return this.front.length + this.known(call).tokens.length
  }

  /** The index of a token; undefined where there is none for it, -1 for the mask where it is none. */
  protected place(token: Token): number | undefined {
    if (token === this.mask) return this.mode === 'int' ? 0 : -1
    const place = this.places.get(token)
    if (place !== undefined || this.indices === 0) return place
    const first = this.front.length - this.indices
    return this.indices === 1 ? first : first + this.kind.bucketOf(token, this.indices)
  }

  protected encoded({ shape, tokens }: FlatTokens<Token>): Tensor {
    const { kind, mode } = this
    const { idf } = this.known('encode')
    const size = this.size()
    const dims = lookupShape(kind.call, shape, mode, size)
    const rowLength = elementCount(shape.slice(1))
    const indices = tokens.map((token, i) => {
      const place = this.place(token)
      if (place !== undefined) return place
      throw new RangeError(
        `${kind.call}: row ${Math.floor(i / rowLength)} holds ${describeValue(token)}, which is not in the vocabulary; numOovIndices: 1 has an index for such`,
      )
    })
    if (mode === 'int') return new Tensor(Int32Array.from(indices), dims, 'int32')
    const data = new Float32Array(elementCount(dims))
    const joined = mode === 'oneHot' ? 1 : (shape.at(-1) as number)
    for (const [i, index] of indices.entries()) {
      if (index < 0) continue
      const at = Math.floor(i / joined) * size + index
      if (mode === 'count' || mode === 'tfIdf') data[at] = (data[at] as number) + 1
      else data[at] = 1
    }
    if (mode === 'tfIdf') for (const [i, count] of data.entries()) data[i] = count * (idf[i % size] as number)
    return new Tensor(data, dims, 'float32')
  }

  /** The tokens at some indices, as they are nested. Throws RangeError for an index that is none. */
  protected decoded(indices: unknown): unknown {
    const { call } = this.kind
    const vocabulary = this.tokens()
    const lists = indices instanceof Tensor ? indices.toArray() : indices
    flatTokens(`${call}.decode`, lists, 'indices', (x): x is number => {
      if (typeof x !== 'number') return false
      if (x in vocabulary) return true
      throw new RangeError(`${call}.decode: index ${x} is not in 0 to ${vocabulary.length - 1}`)
    })
    const tokenAt = (part: unknown): unknown => (Array.isArray(part) ? part.map(tokenAt) : vocabulary[part as number])
    return tokenAt(lists)
  }

  /** All of it, for `fromJSON`. Throws before `adapt`. */
  toJSON(): AnyOptions<Token> {
    const { idf } = this.known('toJSON')
    return { ...this.options, vocabulary: this.tokens(), ...(this.mode === 'tfIdf' && { idfWeights: [...idf] }) }
  }
}
