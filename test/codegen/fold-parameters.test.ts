import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { input, parameter, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { foldingTransposedParameters } from '../../src/codegen/passes/fold-parameters.js'
import { atOnce } from '../../src/codegen/slices.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const data = Array.from({ length: 24 }, (_, i) => i)
const kernel = parameter('kernel', 'float32', [2, 3, 4])
const values = new Map([['kernel', floats([2, 3, 4], data)]])
const x = input('x', 'float32', [1])
const folded = (...of: Parameters<typeof foldingTransposedParameters>) => atOnce(foldingTransposedParameters(...of))
const opsOf = (outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)

test.each([[[0, 2, 1]], [[2, 0, 1]], [[2, 1, 0]], [[1, 0, 2]]])(
  'a transpose %j of held values is carried out',
  async (perm) => {
    const { outputs, values: all } = folded([ops.mul(ops.transpose(kernel, perm), x)], values)
    expect(opsOf(outputs)).toEqual(['mul'])
    const held = all.get(`kernel:${perm.join('')}`) as TensorData
    const got = await evaluate((value) => ({ y: ops.transpose(value, perm) }), [floats([2, 3, 4], data)])
    expect(held.shape).toEqual(got.get('y')?.shape)
    expect(numbers(held)).toEqual(numbers(got.get('y') as TensorData))
    expect([...values.keys()]).toEqual(['kernel'])
  },
)

test('the same order is held once, and other uses keep the original', () => {
  const turned = () => ops.transpose(kernel, [2, 1, 0])
  const outputs = [ops.mul(turned(), x), ops.add(turned(), x), ops.add(kernel, x)]
  const leaves = folded(outputs, values).outputs.map(({ node }) => (node.kind === 'op' ? node.inputs[0] : undefined))
  expect(leaves[0]).toBe(leaves[1])
  expect(leaves[2]).toBe(kernel)
})

test('what is not held is left alone', () => {
  const other = parameter('other', 'float32', [2, 3])
  const y = ops.transpose(other, [1, 0])
  expect(folded([y], values).outputs).toEqual([y])
})

test('a large one is turned in slices', () => {
  const large = parameter('large', 'float32', [700, 900])
  const held = floats(
    [700, 900],
    Array.from({ length: 630_000 }, (_, i) => i),
  )
  const slices = foldingTransposedParameters([ops.transpose(large, [1, 0])], new Map([['large', held]]))
  let yields = 0
  let next = slices.next()
  for (; !next.done; next = slices.next()) yields += 1
  // one for the graph, and three for the elements
  expect(yields).toBe(4)
  const turned = next.value.values.get('large:10')
  expect(turned?.shape).toEqual([900, 700])
  expect(turned?.data[699]).toBe(629_100)
  expect(turned?.data[700 * 5 + 3]).toBe(3 * 900 + 5)
})
