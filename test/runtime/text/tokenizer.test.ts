import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Tensor, tensor } from '../../../src/runtime/tensor.js'
import { type TokenizerOptions, tokenizer } from '../../../src/runtime/text/tokenizer.js'
import golden from '../../golden/text.json' with { type: 'json' }

interface Case {
  readonly options: TokenizerOptions
  readonly adapt: readonly string[]
  readonly vocabulary: readonly string[]
  readonly encode: readonly string[]
  readonly length: number | null
  readonly ids: readonly (readonly number[])[]
}

const cases = (golden as readonly object[]).filter((one): one is Case => 'ids' in one)

describe("vocabulary and ids equal those of Keras's TextVectorization", () => {
  test.each(cases.map((one, i) => [`#${i} ${JSON.stringify(one.options)}, length ${one.length}`, one] as const))(
    '%s',
    (_, { options, adapt, vocabulary, encode, length, ids }) => {
      const words = tokenizer(options)
      if (!options.vocabulary) words.adapt(adapt)
      expect(words.vocabulary).toEqual(vocabulary)
      expect(words.size).toBe(vocabulary.length)
      const encoded = words.encode(encode, length === null ? {} : { length })
      expect(encoded.dtype).toBe('int32')
      expect(encoded.toArray()).toEqual(ids)
      const again = tokenizer.fromJSON(JSON.parse(JSON.stringify(words)))
      expect(again.vocabulary).toEqual(vocabulary)
      expect(again.encode(encode, length === null ? {} : { length })).toEqual(encoded)
    },
  )
})

test('literal lengths and row counts stay in the type', () => {
  const words = tokenizer({ vocabulary: ['a', 'b'] })
  const texts: string[] = ['a', 'b a']
  const length = Number(4)
  expectTypeOf(words.encode(['a', 'b a'], { length: 3 })).toEqualTypeOf<Tensor<[2, 3], 'int32'>>()
  expectTypeOf(words.encode(texts, { length: 3 })).toEqualTypeOf<Tensor<[number, 3], 'int32'>>()
  expectTypeOf(words.encode(['a'])).toEqualTypeOf<Tensor<[1, number], 'int32'>>()
  expectTypeOf(words.encode(['a'], { length })).toEqualTypeOf<Tensor<[1, number], 'int32'>>()
  expect(words.encode(['a', 'b a'], { length: 3 }).shape).toEqual([2, 3])
})

describe('encode and decode', () => {
  const words = tokenizer().adapt(['the cat sat', 'the dog', 'the cat'])

  test('the most frequent first, then by descending code points', () => {
    expect(words.vocabulary).toEqual(['', '[UNK]', 'the', 'cat', 'sat', 'dog'])
  })
  test('both ends of padding and truncating', () => {
    const texts = ['the cat sat', 'dog']
    expect(words.encode(texts, { length: 2 }).toArray()).toEqual([
      [2, 3],
      [5, 0],
    ])
    expect(words.encode(texts, { length: 2, padding: 'pre' }).toArray()).toEqual([
      [2, 3],
      [0, 5],
    ])
    expect(words.encode(texts, { length: 2, truncating: 'pre' }).toArray()).toEqual([
      [3, 4],
      [5, 0],
    ])
  })
  test('decode leaves padding out', () => {
    const ids = words.encode(['The CAT!', '', 'a dog'], { length: 4, padding: 'pre' })
    expect(words.decode(ids)).toEqual(['the cat', '', '[UNK] dog'])
    expect(words.decode([[2, 0, 3]])).toEqual(['the cat'])
  })
  test('characters are joined without spaces', () => {
    const letters = tokenizer({ split: 'character' }).adapt(['hello world'])
    expect(letters.decode(letters.encode(['hold on']))).toEqual(['hold o[UNK]'])
  })
  test('a text without tokens is a row of padding', () => {
    expect(words.encode(['', '?!']).toArray()).toEqual([[0], [0]])
    expect(words.decode(words.encode(['']))).toEqual([''])
  })
  test('runs of tokens come size after size: the longest are cut first', () => {
    const runs = tokenizer({ ngrams: 2, vocabulary: ['a', 'b', 'a b'] })
    expect(runs.encode(['a b', 'b']).toArray()).toEqual([
      [2, 3, 4],
      [3, 0, 0],
    ])
    expect(runs.encode(['a b'], { length: 2 }).toArray()).toEqual([[2, 3]])
  })
  test('adapt learns anew', () => {
    const fresh = tokenizer().adapt(['one two'])
    expect(fresh.adapt(['three']).vocabulary).toEqual(['', '[UNK]', 'three'])
    expect(fresh.encode(['one three']).toArray()).toEqual([[1, 2]])
  })
})

describe('beyond ASCII', () => {
  test("letters and punctuation are Unicode's", () => {
    expect(tokenizer().adapt(['ÉTÉ, «été»… ¿Été?']).vocabulary).toEqual(['', '[UNK]', 'été'])
  })
  test.each([
    ['Chinese', '我们喜欢学习。', ['我们', '喜欢', '学习']],
    ['Thai', 'สวัสดีครับ', ['สวัสดี', 'ครับ']],
    ['English', "Don't stop, it's 3.5 km.", ["don't", 'stop', "it's", '3.5', 'km']],
  ])('words of %s', (_, text, expected) => {
    const words = tokenizer({ split: 'words', standardize: 'lower' }).adapt([text])
    expect(words.encode([text]).toArray()).toEqual([expected.map((word) => words.vocabulary.indexOf(word))])
    expect(words.vocabulary.slice(2).sort()).toEqual([...expected].sort())
  })
})

test('functions of your own', () => {
  const parts = (text: string) => text.split('-')
  const shout = (text: string) => text.toUpperCase()
  const words = tokenizer({ split: parts, standardize: shout }).adapt(['a-b-a'])
  expect(words.vocabulary).toEqual(['', '[UNK]', 'A', 'B'])
  expect(() => words.toJSON()).toThrow(
    'toJSON: standardize is a function; keep the vocabulary, and call tokenizer({ standardize, vocabulary }) with both',
  )
  const again = tokenizer({ split: parts, standardize: shout, vocabulary: words.vocabulary })
  expect(again.encode(['b-a']).toArray()).toEqual([[3, 2]])
  expect(() => tokenizer({ split: (() => 'x') as never }).adapt(['x'])).toThrow(
    'tokenizer: split must give a list of strings, got "x"',
  )
  expect(() => tokenizer({ standardize: (() => 1) as never }).adapt(['x'])).toThrow(
    'tokenizer: standardize must give a string, got 1',
  )
  expect(() => tokenizer({ split: (() => ['x', 5n]) as never }).adapt(['x'])).toThrow(
    'tokenizer: split must give a list of strings, but element 1 is 5n',
  )
})

const circular: unknown[] = []
circular.push(circular)

describe('what is wrong is said in one sentence', () => {
  const fresh = tokenizer()
  const words = tokenizer({ vocabulary: ['a'] })
  test.each<[string, () => unknown, string]>([
    [
      'encode before adapt',
      () => fresh.encode(['a']),
      'encode: the tokenizer has no vocabulary yet; call adapt(texts) first',
    ],
    ['decode before adapt', () => fresh.decode([[1]]), 'decode: the tokenizer has no vocabulary yet'],
    ['size before adapt', () => fresh.size, 'size: the tokenizer has no vocabulary yet'],
    ['vocabulary before adapt', () => fresh.vocabulary, 'vocabulary: the tokenizer has no vocabulary yet'],
    ['JSON before adapt', () => JSON.stringify(fresh), 'toJSON: the tokenizer has no vocabulary yet'],
    ['no texts', () => fresh.adapt([]), 'adapt: expected at least one text, got none'],
    ['no tokens', () => fresh.adapt(['', '?!']), 'adapt: found no tokens in the 2 texts'],
    [
      'one string',
      () => words.encode('a' as never),
      'encode: expected a list of texts, got one string; put it in a list',
    ],
    ['not a string', () => words.encode(['a', 5] as never), 'encode: expected strings, but text 1 is 5'],
    ['no string', () => fresh.adapt(['a', null] as never), 'adapt: expected strings, but text 1 is null'],
    ['length', () => words.encode(['a'], { length: Number(0) }), 'encode: length must be a positive integer, got 0'],
    [
      'padding',
      () => words.encode(['a'], { padding: 'front' as never }),
      `encode: padding must be 'pre' or 'post', got "front"`,
    ],
    ['an option', () => words.encode(['a'], { len: 1 } as never), 'encode: unknown option len'],
    ['an id', () => words.decode([[3]]), 'decode: id 3 is not in 0 to 2'],
    [
      'a tensor of one axis',
      () => words.decode(tensor(Int32Array.of(1, 2))),
      'expected rows of ids, such as [[2, 3]], got [1, 2]',
    ],
    ['no rows', () => words.decode([1] as never), 'decode: expected rows of ids'],
    ['a string for an id', () => words.decode([['2']] as never), 'decode: id "2" is not in 0 to 2'],
    ['a name for an id', () => words.decode([['length']] as never), 'decode: id "length" is not in 0 to 2'],
    ['a deep list of ids', () => words.decode([[[1]]] as never), 'decode: id [1] is not in 0 to 2'],
    ['a string for a length', () => words.encode(['a'], { length: '3' as never }), 'a positive integer, got "3"'],
    ['a bigint for a length', () => words.encode(['a'], { length: 3n as never }), 'a positive integer, got 3n'],
    [
      'a length beyond memory',
      () => words.encode(['a'], { length: 2 ** 40 }),
      'encode: 1 × 1099511627776 ids do not fit in memory; give a shorter length',
    ],
    ['a string for a limit', () => tokenizer({ maxTokens: '5' as never }), 'padding and [UNK], got "5"'],
    ['no tokens in one text', () => fresh.adapt(['?']), 'adapt: found no tokens in the text'],
    [
      'a large array for a text',
      () => fresh.adapt(['a', new Float32Array(1e5)] as never),
      'adapt: expected strings, but text 1 is a Float32Array',
    ],
    ['a bigint for a text', () => fresh.adapt([5n] as never), 'adapt: expected strings, but text 0 is 5n'],
    ['a circle for a text', () => fresh.adapt([circular] as never), 'adapt: expected strings, but text 0 is [[…]]'],
    ['an object for texts', () => fresh.adapt({} as never), 'adapt: expected a list of texts, got {}'],
    ['a bigint for a name', () => tokenizer({ split: 5n as never }), "'words' or a function, got 5n"],
    ['a bigint for a token', () => tokenizer({ vocabulary: [5n] as never }), 'that are not empty, got 5n'],
    ['a bigint for options', () => tokenizer(5n as never), 'tokenizer: options must be an object, got 5n'],
    ['maxTokens', () => tokenizer({ maxTokens: 2 }), 'tokenizer: maxTokens must be an integer above 2'],
    [
      'split',
      () => tokenizer({ split: 'word' as never }),
      `tokenizer: split must be 'whitespace', 'character', 'words' or a function`,
    ],
    [
      'standardize',
      () => tokenizer({ standardize: 'upper' as never }),
      "tokenizer: standardize must be 'lowerAndStripPunctuation'",
    ],
    [
      'ngrams',
      () => tokenizer({ ngrams: 0 }),
      'tokenizer: ngrams must be an integer from 1 to 100, or a list of at most 100 of them, got 0',
    ],
    ['ngrams', () => tokenizer({ ngrams: [] }), 'at most 100 of them, got []'],
    ['ngrams', () => tokenizer({ ngrams: [1, 1.5] }), 'at most 100 of them, got [1, 1.5]'],
    ['an option', () => tokenizer({ max: 1 } as never), 'tokenizer: unknown option max'],
    ['a repeated token', () => tokenizer({ vocabulary: ['a', 'a'] }), 'tokenizer: vocabulary holds "a" twice'],
    [
      'an empty token',
      () => tokenizer({ vocabulary: ['a', ''] }),
      'vocabulary must hold strings that are not empty, got ""',
    ],
    [
      'too many',
      () => tokenizer({ vocabulary: ['a', 'b'], maxTokens: 3 }),
      'vocabulary has 4 tokens with padding and [UNK], maxTokens is 3',
    ],
    ['JSON', () => tokenizer.fromJSON({}), 'tokenizer.fromJSON: expected an object with a vocabulary'],
    ['JSON', () => tokenizer.fromJSON({ vocab: [] }), 'tokenizer.fromJSON: unknown option vocab'],
    ['JSON', () => tokenizer.fromJSON('{}'), 'tokenizer.fromJSON: options must be an object, got "{}"'],
  ])('%s', (_, run, sentence) => {
    expect(run).toThrow(sentence)
  })
})
