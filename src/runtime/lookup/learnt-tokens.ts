import { describeValue } from '../../shapes/describe-value.js'
import type { Kind } from './index-lookup.js'
import { tokensIn } from './tokens.js'

/** A vocabulary without its special tokens, and what each token counts, special ones first, where they count by rarity. */
export interface Learnt<Token> {
  readonly tokens: readonly Token[]
  readonly idf: Float32Array
}

interface LearningOptions {
  /** Tokens that are not learnt. */
  readonly special: readonly unknown[]
  /** How many tokens there may be. */
  readonly most: number
  /** How many special tokens are in front. */
  readonly front: number
  readonly byRarity: boolean
}

/**
 * The tokens of some rows, each a token or lists of them: the most frequent first, equally frequent ones in descending order. A token
 * that is in d of n rows counts log(1 + n / (1 + d)), special ones the mean of that, as in Keras. Throws RangeError for no tokens.
 */
export const learntTokens = async <Token>(
  { call, what, isToken, compare }: Kind<Token>,
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  { special, most, front, byRarity }: LearningOptions,
): Promise<Learnt<Token>> => {
  const counts = new Map<Token, number>()
  const rowsWith = new Map<Token, number>()
  let total = 0
  for await (const row of rows) {
    const wrong = (part: unknown) =>
      new TypeError(`${call}.adapt: expected ${what}s, but row ${total} holds ${describeValue(part)}`)
    const own = new Set<Token>()
    for (const token of tokensIn(row, isToken, wrong)) {
      counts.set(token, (counts.get(token) ?? 0) + 1)
      own.add(token)
    }
    if (byRarity) for (const token of own) rowsWith.set(token, (rowsWith.get(token) ?? 0) + 1)
    total += 1
  }
  const tokens = [...counts]
    .filter(([token]) => !special.includes(token))
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || compare(b, a))
    .slice(0, most)
    .map(([token]) => token)
  if (tokens.length === 0) throw new RangeError(`${call}.adapt: found no tokens in the data; give at least one`)
  if (!byRarity) return { tokens, idf: new Float32Array() }
  const own = Float32Array.from(tokens, (token) => Math.log(1 + total / (1 + (rowsWith.get(token) as number))))
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length
  return { tokens, idf: Float32Array.from([...Array<number>(front).fill(mean), ...own]) }
}
