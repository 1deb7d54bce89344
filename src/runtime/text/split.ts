import { describeValue } from '../../shapes/describe-value.js'
import { namedFunction } from './named-function.js'
import { wordsOf } from './words.js'

/** What makes tokens of a text: of its words between spaces, its characters, or the words that Unicode's rules find. */
export type Split = keyof typeof byName | ((text: string) => readonly string[])

const byName = {
  whitespace: (text: string): readonly string[] => text.match(/\S+/gu) ?? [],
  /** Code points, spaces included. */
  character: (text: string): readonly string[] => [...text],
  words: wordsOf,
}

/** The function that it stands for. Throws TypeError for a name that is none. */
export const resolveSplit = (split: Split): ((text: string) => readonly string[]) => {
  const f = namedFunction('tokenizer', 'split', byName, split)
  if (typeof split === 'string') return f
  return (text) => {
    const tokens: unknown = f(text)
    if (!Array.isArray(tokens)) {
      throw new TypeError(`tokenizer: split must give a list of strings, got ${describeValue(tokens)}`)
    }
    const wrong = tokens.findIndex((token) => typeof token !== 'string')
    if (wrong < 0) return tokens
    throw new TypeError(
      `tokenizer: split must give a list of strings, but element ${wrong} is ${describeValue(tokens[wrong])}`,
    )
  }
}
