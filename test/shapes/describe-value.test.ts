import { expect, test } from 'vitest'
import { tensor } from '../../src/runtime/tensor.js'
import { describeValue } from '../../src/shapes/describe-value.js'

const circular: unknown[] = [1]
circular.push(circular)
class Example {}

test.each<[unknown, string]>([
  ['', '""'],
  ['3', '"3"'],
  ['a "b"', '"a \\"b\\""'],
  ['a'.repeat(1e6), `"${'a'.repeat(40)}"… of 1000000 characters`],
  [3, '3'],
  [Number.NaN, 'NaN'],
  [5n, '5n'],
  [10n ** 60n, `1${'0'.repeat(39)}…n`],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [describeValue, 'the function describeValue'],
  [() => 1, 'a function'],
  [[], '[]'],
  [[1, '2', 3n, null], '[1, "2", 3n, null]'],
  [[1, 2, 3, 4, 5], '[1, 2, 3, 4, …] of 5'],
  [[[], [1], {}, new Example()], '[[], […], {…}, Example]'],
  [circular, '[1, […]]'],
  [new Array(2), '[undefined, undefined]'],
  [{}, '{}'],
  [Object.create(null), '{}'],
  [{ name: 1, call: 2 }, '{ name, call }'],
  [{ a: 1, b: 1, c: 1, d: 1, e: 1 }, '{ a, b, c, d, … } of 5'],
  [{ ['k'.repeat(1e6)]: 1 }, `{ ${'k'.repeat(40)}… }`],
  [tensor(new Float32Array(1e5)), 'a Tensor'],
  [new Int32Array(1e5), 'an Int32Array'],
  [new Uint8Array(1e5), 'a Uint8Array'],
  [new (class {})(), 'an object'],
])('value %#', (value, text) => {
  expect(describeValue(value)).toBe(text)
})

test('a value that cannot be looked at', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  expect(describeValue(proxy)).toBe('a strange object')
})
