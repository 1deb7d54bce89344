import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { inParts } from '../../src/codegen/ir/parts.js'
import { input, type OpNode, type Value, withScope } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'

const [a, b] = [Symbol('a'), Symbol('b')]
const partOf = ({ scope }: OpNode) => ({ a, b })[scope.charAt(0)]
const op = (scope: string, ...from: Value[]) =>
  withScope(scope, () => (from[1] ? ops.add(from[0] as Value, from[1]) : ops.exp(from[0] as Value)))
const runs = (...outputs: Value[]) =>
  inParts(topologicalOrder(outputs), partOf).map(({ nodes }) => nodes.map(({ scope }) => scope).join(' '))
const x = input('x', 'float32', [])

test('what else is around a part comes before it or after it', () => {
  const a1 = op('a1', x)
  const a2 = op('a2', a1)
  const b1 = op('b1', a2)
  const sum = op('sum', op('b2', b1), op('penalty', a1))
  expect(runs(sum)).toEqual(['a1 a2', 'b1 b2', 'penalty sum'])
  // the part whose uses are all to come later waits for them, wherever its first node stands
  expect(runs(op('sum', op('a3', a1), op('b2', b1)))).toEqual(['a1 a3 a2', 'b1 b2', 'sum'])
})

test('every node comes after those that it uses, also where a part is around another', () => {
  const a1 = op('a1', x)
  expect(runs(op('a2', op('between', a1)))).toEqual(['a1', 'between', 'a2'])
  const b1 = op('b1', a1)
  expect(runs(op('sum', op('a2', b1), op('b2', op('a3', b1))))).toEqual(['a1', 'b1', 'a3', 'b2', 'a2', 'sum'])
})
