/** How many tokens in a row make one: n stands for 1 to n. */
export type NGrams = number | readonly number[]

/** The sizes, in order. Throws RangeError for one that is not a whole number of 1 or more. */
export const gramSizes = (ngrams: NGrams): readonly number[] => {
  const given = typeof ngrams === 'number' ? [ngrams] : ngrams
  const valid = Array.isArray(given) && given.length > 0 && given.every((n) => Number.isSafeInteger(n) && n > 0)
  if (!valid) {
    throw new RangeError(
      `tokenizer: ngrams must be a positive integer or a list of them, got ${JSON.stringify(ngrams)}`,
    )
  }
  return typeof ngrams === 'number' ? Array.from({ length: ngrams }, (_, i) => i + 1) : given
}

/** All runs of each size, joined by spaces: those of the first size, then those of the next. */
export const withNGrams = (tokens: readonly string[], sizes: readonly number[]): readonly string[] =>
  sizes.flatMap((size) =>
    size === 1
      ? tokens
      : Array.from({ length: Math.max(0, tokens.length - size + 1) }, (_, at) => tokens.slice(at, at + size).join(' ')),
  )
