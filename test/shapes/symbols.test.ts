import { describe, expect, it, test } from 'vitest'
import { ShapeError } from '../../src/shapes/dim.js'
import { compareNames } from '../../src/shapes/least.js'
import { bindSymbols, checkBound, type Part } from '../../src/shapes/symbols.js'
import { printedTypes } from '../support/printed-types.js'

const part = (name: string, expected: Part['expected'], ...shape: number[]): Part => ({ name, expected, shape })

describe('symbols of the inputs', () => {
  it('are what they are in the data', () => {
    const parts = [part('x.a', ['batch', 'n', 'm'], 5, 7, 8), part('x.b', ['batch', null, 'n', 'k'], 5, 1, 7, 2)]
    expect(Object.fromEntries(bindSymbols('fit', parts))).toEqual({ k: 2, m: 8, n: 7 })
  })

  it.each<[string, readonly Part[], string]>([
    [
      'within one tensor',
      [part('x', ['batch', 'n', 'n'], 5, 7, 9)],
      "fit: 'n' is both 7 and 9 in x; make the two equal",
    ],
    [
      'between two, which are told in the order of their names',
      [part('x.b', ['batch', 'n'], 5, 7), part('x.a', ['batch', 'n'], 5, 9)],
      "fit: 'n' is 9 in x.a, but 7 in x.b; make the two equal",
    ],
    [
      'of several symbols the first',
      [part('x.a', ['batch', 'n', 'm'], 5, 7, 8), part('x.b', ['batch', 'n', 'm'], 5, 6, 9)],
      "fit: 'm' is 8 in x.a, but 9 in x.b; make the two equal",
    ],
    [
      'within one before between two',
      [part('x.a', ['batch', 'n'], 5, 7), part('x.b', ['batch', 'n', 'n'], 5, 6, 9)],
      "fit: 'n' is both 6 and 9 in x.b; make the two equal",
    ],
  ])('that are two numbers %s', (_, parts, sentence) => {
    expect(() => bindSymbols('fit', parts)).toThrow(new ShapeError(sentence))
  })

  it('hold for targets', () => {
    const bindings = bindSymbols('fit', [part('x', ['batch', 'time', 3], 5, 7, 3)])
    checkBound('fit', part('y', ['batch', 'time', 4], 5, 7, 4), bindings)
    checkBound('fit', part('y', ['batch', 'other', 4], 5, 9, 4), bindings)
    expect(() => checkBound('fit', part('y.a', ['batch', 'time', 4], 5, 9, 4), bindings)).toThrow(
      new ShapeError("fit: 'time' is 7 in x, but 9 in y.a; make the two equal"),
    )
  })
})

test('the compiler tells the first of several names as sorting does', () => {
  const unions = [
    ['text', 'image'],
    ['b', 'B', '_b'],
    ['in', 'input', 'i'],
    ['a1', 'a0', 'a'],
    ['one'],
    ['x_2', 'x-2', 'x$'],
  ]
  const types = unions.map((names) => `Least<${names.map((name) => `'${name}'`).join(' | ')}>`)
  const printed = printedTypes("import type { Least } from '../src/shapes/least.js'", [...types, 'Least<never>'])
  expect(printed).toEqual([...unions.map((names) => JSON.stringify([...names].sort(compareNames)[0])), 'never'])
})
