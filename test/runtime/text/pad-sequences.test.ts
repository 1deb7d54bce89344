import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Tensor, tensor } from '../../../src/runtime/tensor.js'
import { type PadSequencesOptions, padSequences } from '../../../src/runtime/text/pad-sequences.js'
import golden from '../../golden/text.json' with { type: 'json' }

interface Case {
  readonly lists: readonly (readonly number[])[]
  readonly options: PadSequencesOptions<number>
  readonly rows: readonly (readonly number[])[]
}

const cases = (golden as readonly object[]).filter((one): one is Case => 'rows' in one)

describe("rows equal those of Keras's pad_sequences", () => {
  test.each(cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', (_, { lists, options, rows }) => {
    const padded = padSequences(lists, options)
    expect(padded.dtype).toBe('int32')
    expect(padded.shape).toEqual([rows.length, rows[0]?.length])
    expect(padded.toArray()).toEqual(rows)
  })
})

test('literal lengths and row counts stay in the type', () => {
  const lists: number[][] = [[1], [2, 3]]
  expectTypeOf(padSequences([[1], [2, 3]], { length: 4 })).toEqualTypeOf<Tensor<[2, 4], 'int32'>>()
  expectTypeOf(padSequences(lists, { length: 4 })).toEqualTypeOf<Tensor<[number, 4], 'int32'>>()
  expectTypeOf(padSequences([[1], [2, 3]])).toEqualTypeOf<Tensor<[2, number], 'int32'>>()
  expect(padSequences([Int32Array.of(1, 2), [3]]).toArray()).toEqual([
    [1, 2],
    [0, 3],
  ])
})

const circular: unknown[] = []
circular.push(circular)

test.each<[string, () => unknown, string]>([
  [
    'a tensor among lists',
    () => padSequences([tensor(new Float32Array(1e5))] as never),
    'padSequences: list 0 is a Tensor, expected a list of integers',
  ],
  ['a bigint', () => padSequences([5n] as never), 'padSequences: list 0 is 5n, expected a list of integers'],
  ['a bigint in a list', () => padSequences([[5n]] as never), 'must be an integer of 32 bits, got 5n'],
  ['an element that is a string', () => padSequences([['5']] as never), 'must be an integer of 32 bits, got "5"'],
  ['a circle', () => padSequences([circular] as never), 'must be an integer of 32 bits, got [[…]]'],
  ['a symbol', () => padSequences([[1]], { value: Symbol('s') as never }), 'integer of 32 bits, got Symbol(s)'],
  ['a length in quotes', () => padSequences([[1]], { length: '3' as never }), 'a positive integer, got "3"'],
  [
    'a length beyond memory',
    () => padSequences([[1], [2]], { length: 2 ** 40 }),
    'padSequences: 2 × 1099511627776 ids do not fit in memory; give a shorter length',
  ],
  ['a circle for an end', () => padSequences([[1]], { padding: circular as never }), "'pre' or 'post', got [[…]]"],
  ['one list', () => padSequences([1, 2] as never), 'padSequences: list 0 is 1, expected a list of integers'],
  ['no list', () => padSequences(5 as never), 'padSequences: expected a list of lists of integers'],
  ['a fraction', () => padSequences([[1], [2, 0.5]]), 'element 1 of list 1 must be an integer of 32 bits, got 0.5'],
  [
    'a large number',
    () => padSequences([[2 ** 31]]),
    'element 0 of list 0 must be an integer of 32 bits, got 2147483648',
  ],
  ['a string', () => padSequences(['ab'] as never), 'padSequences: list 0 is "ab", expected a list of integers'],
  [
    'the value',
    () => padSequences([[1]], { value: 0.5 }),
    'padSequences: value must be an integer of 32 bits, got 0.5',
  ],
  [
    'the length',
    () => padSequences([[1]], { length: Number(-1) }),
    'padSequences: length must be a positive integer, got -1',
  ],
  [
    'an end',
    () => padSequences([[1]], { truncating: 'end' as never }),
    `truncating must be 'pre' or 'post', got "end"`,
  ],
  ['an option', () => padSequences([[1]], { maxlen: 3 } as never), 'padSequences: unknown option maxlen'],
])('%s', (_, run, sentence) => {
  expect(run).toThrow(sentence)
})
