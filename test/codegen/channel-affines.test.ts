import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { rewriting } from '../../src/codegen/ir/rewrite.js'
import { constant, input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { loweredFor, type Target } from '../../src/codegen/lowering/target.js'
import * as ops from '../../src/codegen/ops/index.js'
import { fusedChannelAffines } from '../../src/codegen/passes/channel-affines.js'
import { atOnce } from '../../src/codegen/slices.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const fused = (outputs: readonly Value[]) => atOnce(rewriting(outputs, fusedChannelAffines(outputs)))
const x = input('x', 'float32', ['batch', 2, 3])
const perChannel = (first: number, shape: readonly number[] = [1, 2, 1]) =>
  constant([first, first + 1], 'float32', shape)
const names = (outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)
const affine = (value: Value) => ops.add(perChannel(3), ops.mul(value, perChannel(1)))

test('a product and a sum by channel become one op, in the scope of the sum', () => {
  expect(names(fused([affine(x)]))).toEqual(['reshape', 'reshape', 'channelAffine'])
})

test('several after each other each do', () => {
  expect(names(fused([affine(affine(x))])).filter((name) => name === 'channelAffine')).toHaveLength(2)
})

test('others stay: used twice, along another axis, of rank 2, of another dtype', () => {
  const product = ops.mul(x, perChannel(1))
  const flat = input('flat', 'float32', ['batch', 2])
  const double = input('double', 'float64', ['batch', 2, 3])
  const doubles = constant([1, 2], 'float64', [1, 2, 1])
  for (const outputs of [
    [ops.add(product, perChannel(3)), product],
    [ops.add(ops.mul(x, constant([1, 2, 3], 'float32', [1, 1, 3])), perChannel(3))],
    [ops.add(ops.mul(flat, perChannel(1, [1, 2])), perChannel(3, [1, 2]))],
    [ops.add(ops.mul(double, doubles), doubles)],
  ])
    expect(names(fused(outputs))).toEqual(names(outputs))
})

test('results stay the same', async () => {
  const got = await evaluate(
    (value) => ({ y: affine(value), z: fused([affine(value)])[0] as Value }),
    [floats([2, 2, 3], [0.1, -2, 3, 4.4, 5, 6, 7, 8, 9.9, 10, 11, 12])],
  )
  expect(numbers(got.get('z') as TensorData)).toEqual(numbers(got.get('y') as TensorData))
})

test('many threads go over memory twice, but not where weights are held, nor on CUDA', () => {
  const kinds = (target: Partial<Target>) => loweredFor(target, () => names(fused([affine(x)])).at(-1))
  expect(kinds({ threads: 8 })).toBe('add')
  expect(kinds({ threads: 4 })).toBe('channelAffine')
  expect(kinds({ threads: 8, holdsWeights: true })).toBe('channelAffine')
  expect(kinds({ threads: 8, device: 'cuda' })).toBe('channelAffine')
})
