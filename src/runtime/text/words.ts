let segmenter: Intl.Segmenter | undefined

/** Where V8 copies a text for each of its segments, only short pieces take time in proportion to the text. In UTF-16 units. */
const pieceLength = 256
/** What follows a boundary can only move it from nearby: dictionaries look some words ahead. */
const lookAhead = 64

/** White space at which Unicode's rules always cut; of `\s`, the no-break spaces U+202F and U+FEFF may be inside a word. */
const space = /[^\S\u202f\ufeff]/

/**
 * Words by Unicode's rules (UAX #29), and by the dictionaries of Node's ICU where a language writes no spaces (which another
 * Node may cut elsewhere); without punctuation and symbols. 'und', so that the machine's own language changes nothing.
 */
export const wordsOf = (text: string): readonly string[] => {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
  const words: string[] = []
  let from = 0
  let length = pieceLength
  while (from < text.length) {
    const end = from + length
    const to = end < text.length ? lastSpace(text, from, end) : text.length
    const kept = to ?? end - lookAhead
    let next = from
    for (const { segment, index, isWordLike } of segmenter.segment(text.slice(from, to ?? end))) {
      const stop = from + index + segment.length
      if (stop > kept) break
      if (isWordLike) words.push(segment)
      next = stop
    }
    // a word that is longer than the piece needs a longer one
    length = next > from ? pieceLength : length * 2
    from = next
  }
  return words
}

/** The last white space before `end` and after `from`. */
const lastSpace = (text: string, from: number, end: number): number | undefined => {
  for (let at = end - 1; at > from; at--) if (space.test(text.charAt(at))) return at
  return undefined
}
