import { expect, it } from 'vitest'
import { assertShape } from '../../src/runtime/assert-shape.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { ShapeError } from '../../src/shapes/dim.js'

const zeros = (...shape: number[]): Tensor => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)

type Wanted = readonly (number | string | null)[]

it.each<[number[], Wanted]>([
  [
    [5, 28, 28, 1],
    [null, 28, 28, 1],
  ],
  [
    [5, 7, 7],
    ['batch', 'n', 'n'],
  ],
  [[], []],
  [[0], [0]],
  [[3], ['n']],
])('%j is %j', (shape, wanted) => {
  const t: Tensor = zeros(...shape)
  assertShape(t, wanted)
  expect(t.shape).toEqual(shape)
})

it.each<[number[], Wanted, string]>([
  [[5, 28, 27, 1], [null, 28, 28, 1], 'expected a tensor of shape [?, 28, 28, 1], got [5, 28, 27, 1]'],
  [[5, 28], [null, 28, 28], 'expected a tensor of shape [?, 28, 28], got [5, 28]'],
  [[], ['n'], 'expected a tensor of shape [n], got []'],
  [[5, 7, 9], ['batch', 'n', 'n'], 'expected a tensor of shape [batch, n, n], got [5, 7, 9]'],
  [[5], [-1], 'expected a list of dims: integers of 0 or more, names, or null for any'],
  [[5], [undefined as never], 'expected a list of dims'],
])('%j is not %j', (shape, wanted, sentence) => {
  const t: Tensor = zeros(...shape)
  const assert = () => assertShape(t, wanted)
  expect(assert).toThrow(ShapeError)
  expect(assert).toThrow(`assertShape: ${sentence}`)
})

it('takes whatever has a shape, whose open dims may be anything', () => {
  const symbolic = { shape: ['batch', null, 3] } as unknown as Tensor
  assertShape(symbolic, [5, 7, 3])
  assertShape(symbolic, ['n', 'm', 3])
  expect(() => assertShape(symbolic, [5, 7, 4] as never)).toThrow(
    'assertShape: expected a tensor of shape [5, 7, 4], got [batch, ?, 3]',
  )
})

it.each([undefined, null, 5, [1, 2], { shape: 3 }])('refuses %j, which is no tensor', (value) => {
  const assert = () => assertShape(value as unknown as Tensor, [2])
  expect(assert).toThrow('assertShape: expected a tensor, got')
})
