import { expect, test } from 'vitest'
import { checkGraph } from '../../src/codegen/ir/check.js'
import { type DType, input, type OpNode, type Value, withScope } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import type { ShapeValue } from '../../src/shapes/dim.js'

const x = input('x', 'float32', ['batch', 2])
const check = (outputs: Readonly<Record<string, Value>>, inputs: readonly Value[] = [x]) =>
  checkGraph({ inputs, outputs: new Map(Object.entries(outputs)) }, 'a pass')

/** The value with another type than its rule gives it, as a pass with a mistake would leave it. */
const mistyped = (value: Value, dtype: DType, shape: ShapeValue): Value => {
  const outputs: Value[] = []
  const node: OpNode = { ...(value.node as OpNode), outputs }
  outputs.push({ ...value, dtype, shape, node })
  return outputs[0] as Value
}

test('a sound graph passes, of ops, inputs and nothing', () => {
  check({ y: ops.relu(x), x })
  check({})
})

test('an input that is used but not listed', () => {
  const sentence = new Error('graph check after a pass: x: is used but is not an input of the graph')
  expect(() => check({ y: ops.relu(x) }, [])).toThrow(sentence)
  expect(() => check({ x }, [])).toThrow(sentence)
})

test.each([
  ['float32', ['batch', 3], 'output 0 is float32 [batch, 3], its rule gives float32 [batch, 2]'],
  ['int32', ['batch', 2], 'output 0 is int32 [batch, 2], its rule gives float32 [batch, 2]'],
] as const)('a node of another type than its rule gives: %s %j', (dtype, shape, problem) => {
  const y = mistyped(
    withScope('layer', () => ops.relu(x)),
    dtype,
    shape,
  )
  expect(() => check({ y })).toThrow(new Error(`graph check after a pass: layer/relu: ${problem}`))
})

test('a node with an output too few', () => {
  const image = input('image', 'float32', ['batch', 1, 4, 4])
  const pooled = ops.maxPool(image, { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1] })
  const y = mistyped(
    withScope('layer', () => pooled),
    pooled.dtype,
    pooled.shape,
  )
  expect(() => check({ y }, [image])).toThrow('has 1 outputs, its rule gives 2')
})
