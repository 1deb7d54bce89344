import { describe, expect, test } from 'vitest'
import { tokenizer } from '../../../src/runtime/text/tokenizer.js'
import { wordsOf } from '../../../src/runtime/text/words.js'

/** All segments of the whole text at once. */
const direct = (text: string): string[] =>
  [...new Intl.Segmenter('und', { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)

const texts: Readonly<Record<string, string>> = {
  English: `Don't stop, it's 3.5 km; 1,000,000.50 foo_bar a.b.c U.S.A. http://x.y/z?q=1 rock'n'roll “quoted” co-op `,
  Thai: 'สวัสดีครับผมชื่อสมชายและผมอยากเรียนภาษาไทยเพราะประเทศไทยเป็นประเทศที่สวยงามมากและอาหารอร่อยที่สุดในโลก',
  Japanese:
    '私は昨日東京都で美味しいラーメンを食べました。明日は京都へ行く予定です、コンピューターの歴史について勉強する',
  Chinese: '我喜欢你，好吗我们喜欢学习中华人民共和国的历史和文化以及北京大学的研究生命科学的人工智能技术发展迅速。',
  Khmer: 'ភាសាខ្មែរជាភាសាផ្លូវការរបស់ប្រទេសកម្ពុជា',
  Hebrew: 'צה"ל א"ב ',
  emoji: 'a👩‍👩‍👧‍👦b🇩🇪🇫🇷c👍🏽❤️1️⃣',
  'combining marks': 'e\u0301\u0301 \u0301a a\u0308\u200db ',
  'white space': 'a b\tc\r\nd\u00a0e\u202ff\u2003g\ufeffh\u0085i\u2028j\u3000k\u200bl',
}

describe('words are those of the whole text, though it is cut into pieces', () => {
  test.each(Object.entries(texts))('%s', (_, text) => {
    for (const start of ['', 'x', ' ', 'xy z']) {
      const long = start + text.repeat(Math.ceil(1_500 / text.length))
      expect(wordsOf(long)).toEqual(direct(long))
    }
  })
  test('all of them, next to each other', () => {
    const long = Object.values(texts).join('').repeat(3)
    expect(wordsOf(long)).toEqual(direct(long))
  })
  test('a word that is longer than a piece', () => {
    const long = `${'a'.repeat(5_000)} b${'\u0301'.repeat(700)}c`
    expect(wordsOf(long)).toEqual(direct(long))
  })
  test('nothing', () => {
    expect(wordsOf('')).toEqual([])
  })
})

test.each([
  ['with spaces', 'hello wide ', 2],
  ['without spaces', '我们喜欢学习。', 3],
])(
  '200,000 words %s take time in proportion',
  (_, text, words) => {
    expect(wordsOf(text.repeat(200_000 / words))).toHaveLength(Math.floor(200_000 / words) * words)
  },
  20_000,
)

describe('punctuation keeps words apart', () => {
  type Standardize = 'lowerAndStripPunctuation' | 'stripPunctuation'
  const tokens = (text: string, standardize?: Standardize) => {
    const words = tokenizer({ split: 'words', standardize }).adapt([text])
    return [...words.encode([text]).data].map((id) => words.vocabulary[id])
  }
  const text = '我喜欢你，好吗'

  test('by default', () => {
    expect(tokens(text)).toEqual(direct(text))
    expect(tokens(text)).toContain('你')
    expect(tokens("Don't stop, it's 3.5 km.")).toEqual(["don't", 'stop', "it's", '3.5', 'km'])
  })
  test('where it is stripped', () => {
    expect(tokens(text, 'lowerAndStripPunctuation')).toEqual(direct(text))
    expect(tokens("Don't", 'lowerAndStripPunctuation')).toEqual(['don', 't'])
    expect(tokens('Co-op', 'stripPunctuation')).toEqual(['Co', 'op'])
  })
})
