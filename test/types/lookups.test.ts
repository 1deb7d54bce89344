import { beforeAll, describe, expect, test } from 'vitest'
import { sentenceIn } from '../support/sentences.js'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../support/snippets.js'

/* Lookups, as an editor shows them: how many tokens there are, and the shapes of what they make. */

const animals = "stringLookup({ vocabulary: ['cat', 'dog', 'owl'] })"
const joined = "stringLookup({ vocabulary: ['cat', 'dog', 'owl'], outputMode: 'count' })"
const hot = "stringLookup({ vocabulary: ['cat', 'dog', 'owl'], outputMode: 'oneHot' })"

/** Expressions, their types, and what they are. */
const types: readonly (readonly [expression: string, type: string, is?: number])[] = [
  [`${animals}.vocabularySize`, '4', 4],
  ["stringLookup({ vocabulary: ['[UNK]', 'cat'] }).vocabularySize", '2', 2],
  ["stringLookup({ vocabulary: ['cat'], maskToken: '', numOovIndices: 3 }).vocabularySize", '5', 5],
  ["stringLookup({ vocabulary: ['', '?', 'cat'], maskToken: '', oovToken: '?' }).vocabularySize", '3', 3],
  ["stringLookup({ vocabulary: ['cat'], maskToken: '', outputMode: 'count' }).vocabularySize", '2', 2],
  ["stringLookup({ vocabulary: ['cat'], numOovIndices: 0 }).vocabularySize", '1', 1],
  ["stringLookup({ vocabulary: 'cat dog'.split(' ') }).vocabularySize", 'number', 3],
  ["stringLookup({ vocabulary: ['cat'], numOovIndices: Number(2) }).vocabularySize", 'number', 3],
  ['integerLookup({ vocabulary: [7, 9], maskToken: 0 }).vocabularySize', '4', 4],
  ['integerLookup({ vocabulary: [-1, 7, 9] }).vocabularySize', '3', 3],
  [`${animals}.encode(['dog', 'cow'])`, 'Tensor<[2], "int32">'],
  [`${animals}.encode([['dog', 'cow', 'cat']])`, 'Tensor<[1, 3], "int32">'],
  [`${animals}.encode('dog cow'.split(' '))`, 'Tensor<[number], "int32">'],
  [`${animals}.encode(['dog cow'].map((text) => text.split(' ')))`, 'Tensor<[number, number], "int32">'],
  [`${joined}.encode([['dog', 'cow'], ['cat', 'cat']])`, 'Tensor<[2, 4], "float32">'],
  [`${hot}.encode(['dog', 'cow'])`, 'Tensor<[2, 4], "float32">'],
  [`${hot}.encode([['dog'], ['cow']])`, 'Tensor<[2, 4], "float32">'],
  [`${hot}.encode([['dog', 'cow']])`, 'Tensor<[1, 2, 4], "float32">'],
  [
    "stringLookup({ vocabulary: ['cat'], outputMode: 'tfIdf', idfWeights: [1] }).encode([['cat', 'dog']])",
    'Tensor<[1, 2], "float32">',
  ],
  ['integerLookup({ vocabulary: [7, 9] }).encode(tensor(Int32Array.of(7, 8), [2, 1]))', 'Tensor<[2, 1], "int32">'],
  ['integerLookup({ vocabulary: [7, 9] }).encode(Int32Array.of(7, 8))', 'Tensor<[number], "int32">'],
  [
    "integerLookup({ vocabulary: [7, 9], outputMode: 'multiHot' }).encode([[7, 8], [9, 9]])",
    'Tensor<[2, 3], "float32">',
  ],
  [
    `sequential(input([5], { dtype: 'int32' })).categoryEncoding(${animals}.vocabularySize)`,
    'Sequential<["batch", 5], ["batch", 4], 0>',
  ],
  [
    `sequential(input([5], { dtype: 'int32' })).embedding(${animals}.vocabularySize, 2)`,
    'Sequential<["batch", 5], ["batch", 5, 2], 8>',
  ],
  ["(await stringLookup().adapt(['cat'])).vocabularySize", 'number'],
  [`csv('a.csv', { features: ['legs', 'kind'], lookups: { kind: ${animals} } })`, 'Dataset<[number, 2], undefined>'],
  [
    "csv('a.csv', { features: ['id'], lookups: { id: integerLookup({ vocabulary: [7] }) } })",
    'Dataset<[number, 1], undefined>',
  ],
  [`csv('a.csv', { features: [0, 1], header: false, lookups: { 1: ${animals} } })`, 'Dataset<[number, 2], undefined>'],
  [
    `csv('a.csv', { features: [...'ab'] as string[], lookups: { b: ${animals} } })`,
    'Dataset<[number, number], undefined>',
  ],
]

const one = "stringLookup: expected input [batch, …, categories], got [2]; for one a sample, use outputMode: 'oneHot'"

/** Mistakes, the compiler's sentence, or how its text begins. */
const faulty: readonly (readonly [expression: string, text: string])[] = [
  [`${joined}.encode(['dog', 'cow'])`, one],
  [`${animals}.encode(['dog', 3])`, "Type 'number' is not assignable to type 'Nested<string>'."],
  [
    `csv('a.csv', { features: ['kind'], lookups: { kind: ${hot} } })`,
    `Type 'StringLookup<4, "oneHot">' is not assignable to type`,
  ],
  [
    `parquet('a.parquet', { features: ['kind', 'legs'], lookups: { kin: ${animals} } })`,
    "Object literal may only specify known properties, but 'kin' does not exist in type",
  ],
  [
    "stringLookup({ vocabulary: ['cat'], outputMode: 'onehot' })",
    `Type '"onehot"' is not assignable to type 'LookupMode | undefined'. Did you mean '"oneHot"'?`,
  ],
]

const snippet = (expression: string) => `const made = ${expression}`
let checked: ReadonlyMap<string, CheckedSnippet>
const check = (expression: string) => checked.get(snippet(expression)) as CheckedSnippet

beforeAll(() => {
  checked = checkSnippets([...types, ...faulty].map(([expression]) => snippet(expression)))
})

describe('lookups', () => {
  test.each(types.map(([expression, type, is]) => [expression, type, is] as const))(
    '%s is %s',
    (expression, type, is) => {
      const { diagnostics, typeOf } = check(expression)
      expect(diagnostics).toEqual([])
      expect(typeOf('made')).toBe(type)
      if (is !== undefined) expect(runSnippet(snippet(expression), 'made')).toBe(is)
    },
  )

  test.each(
    types.flatMap(([expression, type]) => (/^Tensor<\[[\d, ]+\]/.test(type) ? [[expression, type] as const] : [])),
  )('%s has its shape', (expression, type) => {
    const { shape, dtype } = runSnippet(snippet(expression), 'made') as { shape: number[]; dtype: string }
    expect(`Tensor<[${shape.join(', ')}], "${dtype}">`).toBe(type)
  })

  test.each(faulty)('%s is an error', (expression, text) => {
    const { diagnostics } = check(expression)
    expect(diagnostics.map((one) => (sentenceIn(one.text) ?? one.text).slice(0, text.length))).toEqual([text])
  })
})
