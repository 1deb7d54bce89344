import { describeValue } from '../../shapes/describe-value.js'

/** How many tokens in a row make one: n stands for 1 to n. */
export type NGrams = number | readonly number[]

/** Of the sizes, and of how many there are: what `ngrams` makes of a text is as many times as long. */
const most = 100

const isSize = (n: unknown): boolean => typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= most

/** The sizes, in order. Throws RangeError for one that is not a whole number from 1 to 100, and for no sizes or more than 100. */
export const gramSizes = (ngrams: NGrams): readonly number[] => {
  const given: unknown = typeof ngrams === 'number' ? [ngrams] : ngrams
  if (!Array.isArray(given) || given.length === 0 || given.length > most || !Array.from(given).every(isSize)) {
    throw new RangeError(
      `tokenizer: ngrams must be an integer from 1 to ${most}, or a list of at most ${most} of them, got ${describeValue(ngrams)}`,
    )
  }
  return typeof ngrams === 'number' ? Array.from({ length: ngrams }, (_, i) => i + 1) : [...given]
}

/** All runs of each size, joined by spaces: those of the first size, then those of the next. */
export const withNGrams = (tokens: readonly string[], sizes: readonly number[]): readonly string[] => {
  if (sizes.length === 1 && sizes[0] === 1) return tokens
  const grams: string[] = []
  for (const size of sizes) {
    for (let end = size; end <= tokens.length; end++) {
      let gram = tokens[end - size] as string
      for (let at = end - size + 1; at < end; at++) gram += ` ${tokens[at]}`
      grams.push(gram)
    }
  }
  return grams
}
