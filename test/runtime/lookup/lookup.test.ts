import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../../src/codegen/ir/value.js'
import { csv } from '../../../src/runtime/data/csv.js'
import { csvColumn } from '../../../src/runtime/data/csv-column.js'
import { fromTensors } from '../../../src/runtime/data/from-tensors.js'
import { integerLookup } from '../../../src/runtime/lookup/integer-lookup.js'
import { stringLookup } from '../../../src/runtime/lookup/string-lookup.js'
import { tensor } from '../../../src/runtime/tensor.js'
import { distance, type Golden, numbers } from '../../support/evaluate.js'
import { temporaryFolder } from '../data/temporary-folder.js'

interface Case {
  readonly lookup: 'integerLookup' | 'stringLookup'
  readonly options: object
  readonly adapt: unknown
  readonly vocabulary: readonly unknown[]
  readonly inputs: unknown
  readonly outputs: Golden
  readonly indices: readonly (readonly number[])[] | null
  readonly decoded: unknown
}

const cases = JSON.parse(readFileSync(new URL('../../golden/lookup.json', import.meta.url), 'utf8')) as Case[]

/** A lookup whose types are open. */
interface AnyLookup {
  adapt(data: unknown): Promise<AnyLookup>
  encode(tokens: unknown): TensorData
  decode(indices: unknown): unknown
  readonly vocabulary: readonly unknown[]
  readonly vocabularySize: number
}
type Maker = ((options: object) => AnyLookup) & { readonly fromJSON: (json: unknown) => AnyLookup }

const makers = { stringLookup, integerLookup } as unknown as Readonly<Record<Case['lookup'], Maker>>

describe('lookups equal Keras', () => {
  test.each(cases.map((one, i) => [`#${i} ${one.lookup} ${JSON.stringify(one.options)}`, one] as const))(
    '%s',
    async (_, { lookup, options, adapt, vocabulary, inputs, outputs, indices, decoded }) => {
      const made = makers[lookup](options)
      if (adapt) expect(await made.adapt(adapt)).toBe(made)
      for (const one of [made, makers[lookup].fromJSON(JSON.parse(JSON.stringify(made)))]) {
        expect(one.vocabulary).toEqual(vocabulary)
        expect(one.vocabularySize).toBe(vocabulary.length)
        const { shape, dtype, ...rest } = one.encode(inputs)
        expect([shape, dtype]).toEqual([outputs.shape, outputs.dtype])
        expect(distance(numbers(rest), outputs.data)).toBeLessThan(1e-6)
        if (indices) {
          expect(one.decode(indices)).toEqual(decoded)
          expect(one.decode(tensor(Int32Array.from(indices.flat()), [2, 2]))).toEqual(decoded)
        }
      }
    },
  )
})

describe('strings', () => {
  test('are learnt from anything that gives them', async () => {
    const all = ['b', 'a', 'b']
    async function* stream() {
      for (const one of all) yield one
    }
    for (const data of [all, [all], new Set(all), stream()]) {
      expect((await stringLookup().adapt(data)).vocabulary).toEqual(['[UNK]', 'b', 'a'])
    }
    const again = await stringLookup().adapt(['x'])
    expect((await again.adapt(['y'])).vocabulary).toEqual(['[UNK]', 'y'])
    expect([again.indexOf('y'), again.indexOf('x')]).toEqual([1, 0])
    expect(stringLookup({ vocabulary: ['x'], numOovIndices: 0 }).indexOf('y')).toBeUndefined()
  })

  test.each<[string, () => unknown, string]>([
    [
      'a vocabulary that is not there',
      () => stringLookup().encode(['a']),
      'stringLookup.encode: there is no vocabulary yet; await adapt(data) first, or give the option vocabulary',
    ],
    ['its size', () => stringLookup().vocabularySize, 'stringLookup.vocabularySize: there is no vocabulary yet'],
    ['a string twice', () => stringLookup({ vocabulary: ['a', 'b', 'a'] }), 'stringLookup: vocabulary holds "a" twice'],
    [
      'the mask among strings',
      () => stringLookup({ vocabulary: ['a', ''], maskToken: '' }),
      'stringLookup: vocabulary holds "" the mask, which has its place in front',
    ],
    [
      'no strings',
      () => stringLookup({ vocabulary: [] }),
      'stringLookup: vocabulary must be a list of strings, got []',
    ],
    [
      'numbers',
      () => stringLookup({ vocabulary: [1] as never }),
      'stringLookup: vocabulary must be a list of strings, got [1]',
    ],
    [
      'too many strings',
      () => stringLookup({ vocabulary: ['a', 'b'], maxTokens: 2 }),
      'stringLookup: vocabulary has 3 tokens with the special ones, maxTokens is 2',
    ],
    [
      'no place for strings',
      () => stringLookup({ maxTokens: 2, numOovIndices: 2 }),
      'stringLookup: maxTokens must be above 2, for the special tokens, got 2',
    ],
    [
      'weights that are not asked for',
      () => stringLookup({ vocabulary: ['a'], idfWeights: [1] }),
      "stringLookup: give idfWeights with a vocabulary and outputMode 'tfIdf', and else not",
    ],
    [
      'other weights than strings',
      () => stringLookup({ vocabulary: ['a'], outputMode: 'tfIdf', idfWeights: [1, 2] }),
      'stringLookup: idfWeights has 2 numbers, vocabulary 1; give one for each',
    ],
    [
      'another mode',
      () => stringLookup({ outputMode: 'onehot' as never }),
      `stringLookup: outputMode must be 'int', 'multiHot', 'oneHot', 'count' or 'tfIdf', got "onehot"`,
    ],
    [
      'an unknown option',
      () => stringLookup({ invert: true } as never),
      'stringLookup: unknown option invert; expected one of vocabulary',
    ],
    [
      'an unknown string',
      () => stringLookup({ vocabulary: ['a'], numOovIndices: 0 }).encode(['a', 'b']),
      'stringLookup: row 1 holds "b", which is not in the vocabulary; numOovIndices: 1 has an index for such',
    ],
    [
      'what is no string',
      () => stringLookup({ vocabulary: ['a'] }).encode(['a', 2] as never),
      'stringLookup: expected strings, but row 1 holds 2',
    ],
    [
      'rows of other lengths',
      () => stringLookup({ vocabulary: ['a'] }).encode([['a'], ['a', 'a']] as never),
      'stringLookup: rows must be of one length, but row 1 has shape [2] beside [1]; pad them',
    ],
    [
      'one string',
      () => stringLookup({ vocabulary: ['a'] }).encode('a' as never),
      'stringLookup: expected a list of strings, got "a"',
    ],
    [
      'samples of one',
      () => stringLookup({ vocabulary: ['a'], outputMode: 'count' }).encode(['a'] as never),
      "stringLookup: expected input [batch, …, categories], got [1]; for one a sample, use outputMode: 'oneHot'",
    ],
    [
      'an index',
      () => stringLookup({ vocabulary: ['a'] }).decode([2]),
      'stringLookup.decode: index 2 is not in 0 to 1',
    ],
    [
      'words',
      () => stringLookup({ vocabulary: ['a'] }).decode(['1'] as never),
      'stringLookup.decode: expected indices, but row 0 holds "1"',
    ],
    [
      'a hole',
      // biome-ignore lint/suspicious/noSparseArray: it is what is refused
      () => stringLookup({ vocabulary: ['a', , 'b'] as never }),
      'stringLookup: vocabulary must be a list of strings, got ',
    ],
    [
      'more indices than memory holds',
      () => stringLookup.fromJSON({ vocabulary: ['a'], numOovIndices: 5e9 }),
      'stringLookup: numOovIndices must be an integer from 0 to 1000000, got 5000000000',
    ],
    [
      'other JSON',
      () => stringLookup.fromJSON({}),
      'stringLookup.fromJSON: expected an object with a vocabulary, as toJSON gives it',
    ],
    [
      'a fraction',
      () => integerLookup({ vocabulary: [1] }).encode([[1], [1.5]]),
      'integerLookup: expected integers, but row 1 holds 1.5',
    ],
  ])('that are refused: %s', (_, make, sentence) => {
    expect(make).toThrow(sentence)
  })

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'one string',
      () => stringLookup().adapt('a' as never),
      'stringLookup.adapt: expected a list of strings, got one; put it in a list',
    ],
    ['numbers', () => stringLookup().adapt([1] as never), 'stringLookup.adapt: expected strings, but row 0 holds 1'],
    ['nothing', () => stringLookup().adapt([]), 'stringLookup.adapt: found no tokens in the data; give at least one'],
    [
      'what it has',
      () => stringLookup({ vocabulary: ['a'] }).adapt(['b']),
      'stringLookup.adapt: the vocabulary is given; leave it out to adapt',
    ],
    [
      'fractions',
      () => integerLookup().adapt([[1], [1.5]]),
      'integerLookup.adapt: expected integers, but row 1 holds 1.5',
    ],
    ...[null, 3, {}].map((data): [string, () => Promise<unknown>, string] => [
      `${data}`,
      () => stringLookup().adapt(data as never),
      'stringLookup.adapt: expected a list of strings, or what gives them one by one, such as csvColumn, got ',
    ]),
  ])('does not learn %s', async (_, adapt, sentence) => {
    await expect(adapt()).rejects.toThrow(sentence)
  })
})

test('integers are learnt from tensors and datasets', async () => {
  const ids = tensor(Int32Array.of(7, 9, 9, 4), [2, 2])
  for (const data of [ids, fromTensors(ids), ids.data]) {
    expect((await integerLookup().adapt(data as typeof ids)).vocabulary).toEqual([-1, 9, 7, 4])
  }
  expect(
    integerLookup({ vocabulary: [7] })
      .encode(BigInt64Array.of(7n, 8n))
      .toArray(),
  ).toEqual([1, 0])
})

test('a vocabulary of many words is checked at once', { timeout: 3_000 }, () => {
  const words = Array.from({ length: 100_000 }, (_, i) => `word ${i}`)
  expect(stringLookup({ vocabulary: words }).vocabularySize).toBe(100_001)
  expect(() => stringLookup({ vocabulary: [...words, 'word 7'] as readonly string[] })).toThrow(
    'stringLookup: vocabulary holds "word 7" twice',
  )
})

describe('columns of texts', () => {
  const { folder, write } = temporaryFolder()
  const table = () => write('animals.csv', 'kind,legs,fast\nbird,2,1\ncat,4,1\n"",6,0\nbird,2,0\n')

  test('are indices where their lookups say so', async () => {
    const path = table()
    const kind = await stringLookup({ maskToken: '' }).adapt(csvColumn(path, 'kind'))
    const read = csv(path, { features: ['legs', 'kind'], target: 'fast', lookups: { kind } })
    const batches = []
    for await (const [x] of read) batches.push(x.toArray())
    expect(batches).toEqual([
      [
        [2, 2],
        [4, 3],
        [6, 0],
        [2, 2],
      ],
    ])
  })

  test('may be called as what all objects have', async () => {
    const path = write('named.csv', 'constructor,kind\n3,a\n')
    const kind = stringLookup({ vocabulary: ['a'] })
    const batches = []
    for await (const [x] of csv(path, { features: ['constructor', 'kind'], lookups: { kind } as object }))
      batches.push(x.toArray())
    expect(batches).toEqual([[[3, 1]]])
  })

  test('are indices of ids where these are looked up', async () => {
    const legs = integerLookup({ vocabulary: [2, 4] })
    const batches = []
    for await (const [x] of csv(table(), { features: ['legs', 'fast'], lookups: { legs, fast: undefined } })) {
      batches.push(x.toArray())
    }
    expect(batches).toEqual([
      [
        [1, 1],
        [2, 1],
        [0, 0],
        [1, 0],
      ],
    ])
  })

  test.each<[string, (path: string) => unknown, string | RegExp]>([
    [
      'a text for an id',
      (path) => csv(path, { features: ['kind'], lookups: { kind: integerLookup({ vocabulary: [2] }) } }),
      'csv: column kind holds "bird" in line 2 of animals.csv; expected an integer',
    ],
    [
      'an unknown id',
      (path) =>
        csv(path, { features: ['legs'], lookups: { legs: integerLookup({ vocabulary: [2, 6], numOovIndices: 0 }) } }),
      'csv: column legs holds "4" in line 3 of animals.csv; expected one of 2, 6',
    ],
    [
      'unknown text',
      (path) =>
        csv(path, { features: ['kind'], lookups: { kind: stringLookup({ vocabulary: ['bird'], numOovIndices: 0 }) } }),
      'csv: column kind holds "cat" in line 3 of animals.csv; expected one of bird',
    ],
    [
      'another column',
      (path) => csv(path, { features: ['legs'], lookups: { leg: stringLookup({ vocabulary: ['a'] }) } as object }),
      "csv: lookups has column leg, which is not among the features legs; did you mean 'legs'?",
    ],
    [
      'no lookup',
      (path) => csv(path, { features: ['kind'], lookups: { kind: 1 as never } }),
      'csv: lookups.kind must be a lookup, such as stringLookup(), got 1',
    ],
    [
      'a lookup of no column',
      (path) => csv(path, { features: ['kind'], lookups: stringLookup({ vocabulary: ['a'] }) as never }),
      'csv: lookups must have a lookup for each column by its name, got a StringLookup',
    ],
    ...[csv, csvColumn].map((read): [string, (path: string) => unknown, string] => [
      `a header of ${read.name}`,
      (path) =>
        read === csv
          ? csv(path, { features: ['legs'], header: 'no' as never })
          : csvColumn(path, 'kind', { header: 'no' as never }),
      `${read.name}: header must be true or false, got "no"`,
    ]),
    [
      'a column of its own kind',
      (path) => csvColumn(path, null as never),
      'csvColumn: column must be a name or a place from 0, got null',
    ],
    [
      'a delimiter',
      (path) => csvColumn(path, 'kind', { delimiter: '"' }),
      "csvColumn: delimiter must be a text such as ';' without quotes, got ",
    ],
    [
      'no vocabulary',
      (path) => csv(path, { features: ['kind'], lookups: { kind: stringLookup() } }),
      'stringLookup.vocabulary: there is no vocabulary yet',
    ],
    [
      'encoded texts',
      (path) =>
        csv(path, {
          features: ['kind'],
          lookups: { kind: stringLookup({ vocabulary: ['a'], outputMode: 'oneHot' }) as never },
        }),
      "csv: lookups.kind must give indices, by outputMode 'int'; encode them in the model",
    ],
    [
      'no such column',
      (path) => csvColumn(path, 'kin'),
      "csvColumn: animals.csv has no column kin; it has kind, legs, fast; did you mean 'kind'?",
    ],
    ['no such file', () => csvColumn(join(folder, 'none.csv'), 'kin'), /^csvColumn: .*none\.csv cannot be read/],
  ])('are refused: %s', async (_, make, sentence) => {
    const path = table()
    await expect(async () => {
      for await (const one of make(path) as AsyncIterable<unknown>) void one
    }).rejects.toThrow(sentence)
  })
})
