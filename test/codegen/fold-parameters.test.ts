import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { input, parameter, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { foldTransposedParameters } from '../../src/codegen/passes/fold-parameters.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const data = Array.from({ length: 24 }, (_, i) => i)
const kernel = parameter('kernel', 'float32', [2, 3, 4])
const values = new Map([['kernel', floats([2, 3, 4], data)]])
const x = input('x', 'float32', [1])
const opsOf = (outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)

test.each([[[0, 2, 1]], [[2, 0, 1]], [[2, 1, 0]], [[1, 0, 2]]])(
  'a transpose %j of held values is carried out',
  async (perm) => {
    const { outputs, values: folded } = foldTransposedParameters([ops.mul(ops.transpose(kernel, perm), x)], values)
    expect(opsOf(outputs)).toEqual(['mul'])
    const held = folded.get(`kernel:${perm.join('')}`) as TensorData
    const got = await evaluate((value) => ({ y: ops.transpose(value, perm) }), [floats([2, 3, 4], data)])
    expect(held.shape).toEqual(got.get('y')?.shape)
    expect(numbers(held)).toEqual(numbers(got.get('y') as TensorData))
    expect([...values.keys()]).toEqual(['kernel'])
  },
)

test('the same order is held once, and other uses keep the original', () => {
  const turned = () => ops.transpose(kernel, [2, 1, 0])
  const outputs = [ops.mul(turned(), x), ops.add(turned(), x), ops.add(kernel, x)]
  const folded = foldTransposedParameters(outputs, values)
  const leaves = folded.outputs.map(({ node }) => (node.kind === 'op' ? node.inputs[0] : undefined))
  expect(leaves[0]).toBe(leaves[1])
  expect(leaves[2]).toBe(kernel)
})

test('what is not held is left alone', () => {
  const other = parameter('other', 'float32', [2, 3])
  const y = ops.transpose(other, [1, 0])
  expect(foldTransposedParameters([y], values).outputs).toEqual([y])
})
