import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { isPositiveInteger } from '../../src/shapes/dim.js'
import { printedTypes } from '../support/printed-types.js'

/* The arithmetic of types against BigInt: hundreds of pairs a function, all in one program. */

const imports = `import type { Add, Divide, DivideUp, IsPositiveInteger, Multiply, Remainder, Subtract } from '../src/shapes/arithmetic.js'
import type { Known } from '../src/shapes/dim.js'`

const seed = 20_260_101

/** Numbers of 1 to `digits` digits, each length as likely. */
const upTo = (digits: number) =>
  fc.integer({ min: 1, max: digits }).chain((n) => fc.bigInt({ min: 10n ** BigInt(n - 1), max: 10n ** BigInt(n) - 1n }))
const edges = [0n, 1n, 2n, 9n, 10n, 11n, 99n, 100n, 1_000_000_000n, 999_999_999n]
const edgePairs = edges.flatMap((a) => edges.map((b) => [a, b] as const))

type Pair = readonly [bigint, bigint]
const pairs = (a: number, b: number): Pair[] => [
  ...edgePairs,
  ...fc.sample(fc.tuple(upTo(a), upTo(b)), { seed, numRuns: 150 }),
]

/** What the table of halves has, and a few sizes beyond it. */
const halves = Array.from({ length: 260 }, (_, n): Pair => [BigInt(n), 2n])

interface Operation {
  readonly pairs: readonly Pair[]
  readonly result: (a: bigint, b: bigint) => bigint | string
}

const unlessZero = (divide: (a: bigint, b: bigint) => bigint) => (a: bigint, b: bigint) =>
  b === 0n ? 'number' : divide(a, b)

const operations: Readonly<Record<string, Operation>> = {
  Add: { pairs: [...pairs(9, 9), ...pairs(14, 14)], result: (a, b) => a + b },
  Subtract: { pairs: [...pairs(9, 9), ...pairs(14, 9)], result: (a, b) => (a < b ? '"negative"' : a - b) },
  Multiply: {
    pairs: [...pairs(5, 9), ...pairs(9, 5)].filter(([a, b]) => a * b <= 10n ** 15n),
    result: (a, b) => a * b,
  },
  Divide: { pairs: [...halves, ...pairs(9, 1), ...pairs(9, 5), ...pairs(14, 9)], result: unlessZero((a, b) => a / b) },
  Remainder: { pairs: [...pairs(9, 1), ...pairs(9, 5), ...pairs(14, 9)], result: unlessZero((a, b) => a % b) },
  DivideUp: {
    pairs: [...halves, ...pairs(9, 1), ...pairs(9, 5), ...pairs(14, 9)],
    result: unlessZero((a, b) => (a + b - 1n) / b),
  },
}

/** Each number as it stands in source, with what the run time says of it. */
const numbers = [
  ...[0, 1, -1, 10, 0.5, -2.5, 1.5e-7, 1e21, -1e21, 1e20, 9007199254740991, -0.1],
  ...fc.sample(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), { seed, numRuns: 150 }),
].filter((n) => Math.abs(n) <= Number.MAX_SAFE_INTEGER || Math.abs(n) >= 1e21)

/** What is not two literals. */
const wide: Readonly<Record<string, string>> = {
  'Add<number, 3>': 'number',
  'Add<number, 0>': 'number',
  'Add<3, number>': 'number',
  "Add<'time', 0>": 'number',
  "Add<3, 'time'>": 'number',
  'Subtract<number, 3>': 'number',
  "Subtract<'time', 3>": 'number',
  'Multiply<number, 1>': 'number',
  "Multiply<1, 'time'>": 'number',
  "Multiply<'time', 0>": 'number',
  'Divide<number, 2>': 'number',
  'Divide<6, number>': 'number',
  "DivideUp<'time', 1>": 'number',
  'Remainder<number, 3>': 'number',
  // a result that no number literal can hold
  'Multiply<9007199254740991, 9007199254740991>': 'number',
  'Known<7>': '7',
  'Known<number>': 'number',
  'Known<3 | 5>': 'number',
  "Known<3 | 'time'>": 'number',
  "Known<'time'>": 'number',
  'Known<null>': 'number',
  'IsPositiveInteger<number>': 'true',
}

let printed: ReadonlyMap<string, string>

beforeAll(() => {
  const types = [
    ...Object.entries(operations).flatMap(([name, { pairs }]) => pairs.map(([a, b]) => `${name}<${a}, ${b}>`)),
    ...numbers.map((n) => `IsPositiveInteger<${n}>`),
    ...Object.keys(wide),
  ]
  const texts = printedTypes(imports, types)
  printed = new Map(types.map((type, i) => [type, texts[i] as string]))
})

describe('exact', () => {
  test.each(Object.entries(operations))('%s', (name, { pairs, result }) => {
    expect(pairs.length).toBeGreaterThan(300)
    const types = pairs.map(([a, b]) => `${name}<${a}, ${b}>`)
    const expected = pairs.map(([a, b], i) => `${types[i]} = ${result(a, b)}`)
    expect(types.map((type) => `${type} = ${printed.get(type)}`)).toEqual(expected)
  })
})

test('whole numbers of 1 or more, as at run time', () => {
  expect(numbers.filter(isPositiveInteger).length).toBeGreaterThan(20)
  expect(numbers.map((n) => `${n}: ${printed.get(`IsPositiveInteger<${n}>`)}`)).toEqual(
    numbers.map((n) => `${n}: ${isPositiveInteger(n)}`),
  )
})

test.each(Object.entries(wide))('%s is %s', (type, expected) => {
  expect(printed.get(type)).toBe(expected)
})
