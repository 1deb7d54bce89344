import { namedFunction } from './named-function.js'

/** What is done to a text before it is split; null leaves it as it is. */
export type Standardize = keyof typeof byName | null | ((text: string) => string)

/** Unicode's punctuation, and the ASCII symbols that Keras takes away with it. */
const punctuation = /[\p{P}$+<=>^`|~]/gu

const lower = (text: string): string => text.toLowerCase()
const stripPunctuation = (text: string): string => text.replace(punctuation, '')

const byName = {
  lowerAndStripPunctuation: (text: string): string => stripPunctuation(lower(text)),
  lower,
  stripPunctuation,
}

/** The function that it stands for. Throws TypeError for a name that is none. */
export const resolveStandardize = (standardize: Standardize): ((text: string) => string) => {
  if (standardize === null) return (text) => text
  const f = namedFunction('standardize', byName, standardize)
  return (text) => {
    const result: unknown = f(text)
    if (typeof result === 'string') return result
    throw new TypeError(`tokenizer: standardize must give a string, got ${typeof result}`)
  }
}
