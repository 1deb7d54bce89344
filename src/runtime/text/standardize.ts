import { describeValue } from '../../shapes/describe-value.js'
import { namedFunction } from './named-function.js'
import type { Split } from './split.js'

/** What is done to a text before it is split; null leaves it as it is. */
export type Standardize = keyof ReturnType<typeof functions> | null | ((text: string) => string)

/** Unicode's punctuation, and the ASCII symbols that Keras takes away with it. */
const punctuation = /[\p{P}$+<=>^`|~]/gu

const lower = (text: string): string => text.toLowerCase()

const functions = (inPlaceOfPunctuation: string) => {
  const stripPunctuation = (text: string): string => text.replace(punctuation, inPlaceOfPunctuation)
  return {
    lowerAndStripPunctuation: (text: string): string => stripPunctuation(lower(text)),
    lower,
    stripPunctuation,
  }
}

/**
 * The function that it stands for. Where `split` is 'words' the default is 'lower', and a space takes the place of what is
 * stripped: punctuation may be all that keeps two words apart. Throws TypeError for a name that is none.
 */
export const resolveStandardize = (standardize: Standardize | undefined, split: Split): ((text: string) => string) => {
  if (standardize === null) return (text) => text
  const words = split === 'words'
  const like = standardize ?? (words ? 'lower' : 'lowerAndStripPunctuation')
  const f = namedFunction('tokenizer', 'standardize', functions(words ? ' ' : ''), like)
  return (text) => {
    const result: unknown = f(text)
    if (typeof result === 'string') return result
    throw new TypeError(`tokenizer: standardize must give a string, got ${describeValue(result)}`)
  }
}
