import { describe, expect, test } from 'vitest'
import { type TokenizerOptions, tokenizer } from '../../../src/runtime/text/tokenizer.js'

const texts = ['The cat, the DOG!', "don't co-op; 我喜欢你，好吗", 'a']

const values: { readonly [O in keyof TokenizerOptions]-?: readonly TokenizerOptions[O][] } = {
  maxTokens: [undefined, 3, 5, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY],
  standardize: [undefined, null, 'lower', 'stripPunctuation', 'lowerAndStripPunctuation'],
  split: [undefined, 'whitespace', 'character', 'words'],
  ngrams: [undefined, 1, 3, 100, [1], [2], [3, 1], [1, 1]],
  vocabulary: [undefined, [], ['cat'], ['', '[UNK]', 'the']],
}
const one = Object.entries(values).flatMap(([option, list]) => list.map((value) => ({ [option]: value })))
const pairs = (values.split ?? []).flatMap((split) => values.standardize.map((standardize) => ({ split, standardize })))

describe('a tokenizer comes back from its JSON', () => {
  test.each([...one, ...pairs].map((options) => [JSON.stringify(options), options as TokenizerOptions] as const))(
    '%s',
    (_, options) => {
      const words = tokenizer(options)
      if (!options.vocabulary) words.adapt(texts)
      const again = tokenizer.fromJSON(JSON.parse(JSON.stringify(words)))
      expect(again.toJSON()).toEqual(words.toJSON())
      expect(again.vocabulary).toEqual(words.vocabulary)
      expect(again.encode(texts)).toEqual(words.encode(texts))
      expect(again.decode(again.encode(texts))).toEqual(words.decode(words.encode(texts)))
      expect(again.adapt(texts).vocabulary).toEqual(words.adapt(texts).vocabulary)
    },
  )
})

test('lists among the options are copied', () => {
  const [ngrams, vocabulary] = [[2], ['a b']]
  const words = tokenizer({ ngrams, vocabulary })
  ngrams.push(1)
  vocabulary.push('c')
  const json = words.toJSON()
  expect(json).toEqual({ ngrams: [2], vocabulary: ['', '[UNK]', 'a b'] })
  ;(json.ngrams as number[]).push(3)
  expect(words.toJSON()).toEqual({ ngrams: [2], vocabulary: ['', '[UNK]', 'a b'] })
})

const vocabulary: readonly string[] = ['', '[UNK]', 'a']
const limit = 'tokenizer: ngrams must be an integer from 1 to 100, or a list of at most 100 of them, got'
test.each<[unknown, string]>([
  [{ vocabulary, ngrams: 1e9 }, `${limit} 1000000000`],
  [{ vocabulary, ngrams: 2 ** 32 }, `${limit} 4294967296`],
  [{ vocabulary, ngrams: 101 }, `${limit} 101`],
  [{ vocabulary, ngrams: [1, 1e9] }, `${limit} [1, 1000000000]`],
  [{ vocabulary, ngrams: new Array(1e5).fill(1) }, `${limit} [1, 1, 1, 1, …] of 100000`],
  [{ vocabulary, ngrams: null }, `${limit} null`],
  [{ vocabulary, ngrams: '2' }, `${limit} "2"`],
  [{ vocabulary, maxTokens: null }, 'tokenizer: maxTokens must be an integer above 2, for padding and [UNK], got null'],
  [{ vocabulary: 'a' }, 'tokenizer: vocabulary must be a list of strings, got "a"'],
  [{ vocabulary: [1] }, 'tokenizer: vocabulary must hold strings that are not empty, got 1'],
  [[], 'tokenizer.fromJSON: options must be an object, got []'],
  [JSON.parse('{ "__proto__": 1, "vocabulary": [] }'), 'tokenizer.fromJSON: unknown option __proto__'],
])('JSON of no tokenizer: %j', (json, sentence) => {
  expect(() => tokenizer.fromJSON(json)).toThrow(sentence)
})
