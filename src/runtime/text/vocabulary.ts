import { describeValue } from '../../shapes/describe-value.js'

/** What ids 0 and 1 stand for, as in Keras. */
const padding = ''
const outOfVocabulary = '[UNK]'
const special: readonly string[] = [padding, outOfVocabulary]

/**
 * The vocabulary of counted tokens, at most `maxTokens` with the two special ones: the most frequent first, equally frequent
 * ones by descending code points, as Keras's TextVectorization has them.
 */
export const learntVocabulary = (counts: ReadonlyMap<string, number>, maxTokens: number): readonly string[] => {
  const learnt = [...counts].filter(([token]) => !special.includes(token))
  learnt.sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || compareCodePoints(b, a))
  return [...special, ...learnt.slice(0, maxTokens - special.length).map(([token]) => token)]
}

/** A vocabulary as it was given, with the special tokens in front. Throws for one that is none. */
export const givenVocabulary = (given: unknown, maxTokens: number): readonly string[] => {
  if (!Array.isArray(given)) {
    throw new TypeError(`tokenizer: vocabulary must be a list of strings, got ${describeValue(given)}`)
  }
  const all = special.every((token, i) => given[i] === token) ? given : [...special, ...given]
  const known = new Set<string>()
  for (const [id, token] of all.entries()) {
    if (typeof token !== 'string' || (token === '' && id > 0)) {
      throw new TypeError(`tokenizer: vocabulary must hold strings that are not empty, got ${describeValue(token)}`)
    }
    if (known.has(token)) throw new TypeError(`tokenizer: vocabulary holds ${describeValue(token)} twice`)
    known.add(token)
  }
  if (all.length > maxTokens) {
    throw new RangeError(
      `tokenizer: vocabulary has ${all.length} tokens with padding and [UNK], maxTokens is ${maxTokens}`,
    )
  }
  return all
}

export const compareCodePoints = (a: string, b: string): number => {
  let i = 0
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}
