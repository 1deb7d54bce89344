import { namedFunction } from './named-function.js'

/** What makes tokens of a text: of its words between spaces, its characters, or the words that Unicode's rules find. */
export type Split = keyof typeof byName | ((text: string) => readonly string[])

let segmenter: Intl.Segmenter | undefined

const byName = {
  whitespace: (text: string): readonly string[] => text.match(/\S+/gu) ?? [],
  /** Code points, spaces included. */
  character: (text: string): readonly string[] => [...text],
  /**
   * By Unicode's rules, and by the dictionaries of Node's ICU where a language writes no spaces (which another Node may cut
   * elsewhere). 'und', so that the machine's own language changes nothing.
   */
  words: (text: string): readonly string[] => {
    segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
    return Array.from(segmenter.segment(text)).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []))
  },
}

/** The function that it stands for. Throws TypeError for a name that is none. */
export const resolveSplit = (split: Split): ((text: string) => readonly string[]) => {
  const f = namedFunction('split', byName, split)
  return (text) => {
    const tokens: unknown = f(text)
    if (Array.isArray(tokens) && tokens.every((token) => typeof token === 'string')) return tokens
    throw new TypeError(`tokenizer: split must give a list of strings, got ${JSON.stringify(tokens) ?? typeof tokens}`)
  }
}
