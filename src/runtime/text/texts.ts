import { describeValue } from '../../shapes/describe-value.js'

/** Throws TypeError for what is not a list of strings, RangeError for an empty one. */
export const checkTexts = (call: string, texts: unknown): void => {
  if (!Array.isArray(texts)) {
    const got = typeof texts === 'string' ? 'one string; put it in a list' : describeValue(texts)
    throw new TypeError(`${call}: expected a list of texts, got ${got}`)
  }
  if (texts.length === 0) throw new RangeError(`${call}: expected at least one text, got none`)
  for (const [i, text] of texts.entries()) {
    if (typeof text !== 'string') {
      throw new TypeError(`${call}: expected strings, but text ${i} is ${describeValue(text)}`)
    }
  }
}
