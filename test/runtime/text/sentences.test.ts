import { beforeAll, describe, expect, test } from 'vitest'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../../support/snippets.js'

/* What the compiler says of literals, once, is what a run says. */

const setup = "const words = tokenizer({ vocabulary: ['a'] })"
const length = (call: string, got: string) => `${call}: length must be a positive integer, got ${got}`
/** `thrown` where a run says more, as it knows the value. */
const wrong: readonly (readonly [call: string, sentence: string, thrown?: string])[] = [
  ["words.encode(['a'], { length: 0 })", length('encode', '0')],
  ["words.encode(['a'], { length: 1.5, padding: 'pre' })", length('encode', '1.5')],
  ["words.encode(['a'], { length: -2 })", length('encode', '-2')],
  ['padSequences([[1]], { length: 0 })', length('padSequences', '0')],
  ['padSequences([[1]], { value: 1, length: 1.5 })', length('padSequences', '1.5')],
  ['padSequences([[1]], { length: -2 })', length('padSequences', '-2')],
  [
    'padSequences([1, 2])',
    'padSequences: expected a list of lists of integers, such as [[1, 2], [3]]',
    'padSequences: list 0 is 1',
  ],
  [
    'padSequences(["a"])',
    'padSequences: expected a list of lists of integers, such as [[1, 2], [3]]',
    'padSequences: list 0 is "a"',
  ],
  ['words.decode([1, 2])', 'decode: expected rows of ids, such as [[2, 3]]'],
]
const right: readonly (readonly [call: string, type: string])[] = [
  ["words.encode(['a'], { length: 1 })", 'Tensor<[1, 1], "int32">'],
  ["words.encode(['a'], { length: Number(1) })", 'Tensor<[1, number], "int32">'],
  ["words.encode(['a'], { length: Math.random() > 2 ? 1 : 2 })", 'Tensor<[1, number], "int32">'],
  ["words.encode(['a'], {})", 'Tensor<[1, number], "int32">'],
  ["words.encode(['a'], { length: undefined })", 'Tensor<[1, number], "int32">'],
  ['padSequences([[1], []], { length: 3 })', 'Tensor<[2, 3], "int32">'],
  ['padSequences([new Uint8Array(2), [1]] as const)', 'Tensor<[2, number], "int32">'],
  ['padSequences(JSON.parse("[[1]]"))', 'Tensor<[any, number], "int32">'],
  ['words.decode(words.encode(["a"]))', 'string[]'],
  ['words.decode([[1, 2], [0]])', 'string[]'],
  ['words.decode([[1, 2], [0]] as readonly (readonly number[])[])', 'string[]'],
  ['words.decode(JSON.parse("[[1]]"))', 'string[]'],
]
const snippet = (call: string) => `${setup}\nconst result = ${call}`

let checked: ReadonlyMap<string, CheckedSnippet>
const check = (call: string) => checked.get(snippet(call)) as CheckedSnippet
beforeAll(() => {
  checked = checkSnippets([...wrong, ...right].map(([call]) => snippet(call)))
}, 60_000)

describe('wrong', () => {
  test.each(wrong.map(([call, sentence, thrown = sentence]) => [call, sentence, thrown] as const))(
    '%s',
    (call, sentence, thrown) => {
      const { diagnostics } = check(call)
      expect(diagnostics).toHaveLength(1)
      expect(diagnostics[0]?.line).toBe(2)
      expect(diagnostics[0]?.text).toContain('is not assignable to')
      expect(diagnostics[0]?.text).toContain(`type '"${sentence}"'`)
      expect(() => runSnippet(snippet(call), 'result')).toThrow(thrown)
    },
  )
})

describe('right', () => {
  test.each(right)('%s', (call, type) => {
    expect(check(call).diagnostics).toEqual([])
    expect(check(call).typeOf('result')).toBe(type)
    runSnippet(snippet(call.replace(' as const', '').replace(/ as readonly .*\)/, ')')), 'result')
  })
})
