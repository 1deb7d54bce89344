import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { constant, input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { shareSubexpressions } from '../../src/codegen/passes/common-subexpressions.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const x = input('x', 'float32', [2])
const names = (outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)

test('the same op on the same inputs is computed once, through chains and equal constants', () => {
  const root = () => ops.sqrt(ops.add(ops.mul(x, 2), constant([1, 2], 'float32')))
  const [shared, other] = shareSubexpressions([ops.sub(root(), root()), root()])
  expect(names([shared, other] as Value[])).toEqual(['mul', 'add', 'sqrt', 'sub'])
  expect((shared as Value).node).toMatchObject({ inputs: [other, other] })
})

test('what differs in attributes, dtype, order of operands or elements stays', () => {
  const different = [
    ops.reduceSum(x, { axes: [0] }),
    ops.reduceSum(x, { axes: [0], keepDims: true }),
    ops.sub(x, 1),
    ops.sub(1, x),
    ops.sub(x, 2),
    ops.sub(x, 0),
    ops.sub(x, -0),
    ops.sub(x, constant([1], 'float32')),
    ops.cast(ops.sub(ops.cast(x, 'int32'), 1), 'float32'),
  ]
  expect(names(shareSubexpressions(different))).toEqual(names(different))
})

test('a graph without repeats comes back as it is', () => {
  const y = ops.relu(ops.mul(x, x))
  expect(shareSubexpressions([y])).toEqual([y])
  expect(shareSubexpressions([y])[0]).toBe(y)
})

test('results stay the same', async () => {
  const build = (value: Value) => ops.add(ops.exp(ops.mul(value, 3)), ops.neg(ops.exp(ops.mul(value, 3))))
  const got = await evaluate(
    (value) => ({ y: build(value), z: shareSubexpressions([build(value)])[0] as Value }),
    [floats([2], [0.1, -2])],
  )
  expect(numbers(got.get('z') as TensorData)).toEqual(numbers(got.get('y') as TensorData))
})
