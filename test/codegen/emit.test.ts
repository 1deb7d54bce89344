import { describe, expect, test } from 'vitest'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { constant, input, parameter, scalar, type Value, withScope } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { Names } from '../../src/codegen/onnx/names.js'
import * as ops from '../../src/codegen/ops/index.js'
import { countOf, decodeGraph } from '../support/decode-graph.js'
import { floats, numbers, runGraph } from '../support/evaluate.js'

const x = input('x', 'float32', ['batch', 2])
const weight = parameter('weight', 'float32', [2])
const held = new Map([['weight', floats([2], [1, 2])]])

const graph = (inputs: readonly Value[], outputs: Readonly<Record<string, Value>>): Graph => ({
  inputs,
  outputs: new Map(Object.entries(outputs)),
})
const decoded = (...args: Parameters<typeof graph>) =>
  decodeGraph(emitModel(graph(...args), { name: 'g', values: held }))

describe('names', () => {
  test('given ones come out as they are, made ones count up round them', () => {
    const names = new Names()
    expect(names.exact('Mul_1')).toBe('Mul_1')
    expect([names.fresh('Mul'), names.fresh('Mul'), names.fresh('Mul')]).toEqual(['Mul', 'Mul_2', 'Mul_3'])
    expect(() => names.exact('Mul')).toThrow(new Error('two tensors of the graph are named "Mul"; rename one'))
  })

  test.each([
    ['two inputs', [x, input('x', 'float32', [])], { y: ops.relu(x) }],
    ['an input and an output', [x], { x: ops.relu(x) }],
    ['a parameter and an output', [x], { weight: ops.mul(x, weight) }],
  ] as const)('%s of one name are an error', (_, inputs, outputs) => {
    expect(() => decoded(inputs, outputs)).toThrow(/^two tensors of the graph are named "(x|weight)"; rename one$/)
  })

  test('a held parameter keeps its name, whatever the nodes would be called', () => {
    const awkward = parameter('layer/Mul:0', 'float32', [2])
    const y = withScope('layer', () => ops.add(ops.mul(x, 2), awkward))
    const values = new Map([['layer/Mul:0', floats([2], [1, 2])]])
    const { initializers, nodes } = decodeGraph(emitModel(graph([x], { y }), { name: 'g', values }))
    expect(initializers).toContain('layer/Mul:0')
    expect(nodes.map(({ outputs }) => outputs)).toEqual([['layer/Mul:0_1'], ['y']])
  })

  test('nodes are named after their scope, and lead back to it', () => {
    const y = withScope('first', () => ops.mul(ops.mul(x, 2), 3))
    const { model, origin } = emitModel(graph([x], { y: withScope('second', () => ops.relu(y)) }), { name: 'g' })
    expect(decodeGraph({ model }).nodes.map(({ name }) => name)).toEqual(['first/Mul', 'first/Mul_1', 'second/Relu'])
    expect([...origin]).toEqual([
      ['first/Mul', 'first'],
      ['first/Mul_1', 'first'],
      ['second/Relu', 'second'],
    ])
  })
})

describe('values', () => {
  test('parameters are held inside, or are defaults of the inputs that they are', () => {
    const y = ops.mul(x, weight)
    expect(decoded([x], { y })).toMatchObject({ inputs: ['x'], initializers: ['weight'] })
    expect(decoded([x, weight], { y })).toMatchObject({ inputs: ['x', 'weight'], initializers: ['weight'] })
    const fed = decodeGraph(emitModel(graph([x, weight], { y }), { name: 'g' }))
    expect(fed).toMatchObject({ inputs: ['x', 'weight'], initializers: [] })
  })

  test('a parameter without a value and an input that is not listed are errors', () => {
    expect(() => emitModel(graph([x], { y: ops.mul(x, weight) }), { name: 'g' })).toThrow(
      new Error('emit: parameter weight is neither an input of the graph nor given a value'),
    )
    expect(() => decoded([], { y: ops.relu(x) })).toThrow(new Error('emit: input x is not part of the graph'))
  })

  test('equal constants are held once, those of another dtype or shape apart', () => {
    const y = ops.add(ops.mul(ops.add(x, 2), 2), constant([2], 'float32'))
    const { initializers } = decoded([x], { y, count: ops.mul(ops.cast(x, 'int32'), 2) })
    expect(initializers).toEqual(['constant', 'constant_1', 'constant_2'])
  })

  test('outputs that no node makes, or that are one value, come from Identity', async () => {
    const y = ops.relu(x)
    const outputs = { same: x, y, again: y, two: scalar(2) }
    const made = decoded([x], outputs)
    expect([made.outputs, countOf(made, 'Identity')]).toEqual([['same', 'y', 'again', 'two'], 3])
    const got = await runGraph(graph([x], outputs), { x: floats([1, 2], [-1, 3]) })
    expect([...got].map(([name, tensor]) => [name, numbers(tensor)])).toEqual([
      ['same', [-1, 3]],
      ['y', [0, 3]],
      ['again', [0, 3]],
      ['two', [2]],
    ])
  })

  test('an output of an op that nobody uses is left out', () => {
    const image = input('image', 'float32', ['batch', 1, 4, 4])
    const window = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1] } as const
    const pooled = ops.maxPool(image, window)
    const indices = pooled.node.kind === 'op' ? (pooled.node.outputs[1] as Value) : pooled
    expect(decoded([image], { pooled }).nodes[0]?.outputs).toEqual(['pooled'])
    expect(decoded([image], { indices }).nodes[0]?.outputs).toEqual(
      ['', 'indices'].map((name, i) => (i === 0 ? expect.any(String) : name)),
    )
    expect(decoded([image], { pooled, indices }).nodes[0]?.outputs).toEqual(['pooled', 'indices'])
  })
})

test('what goes over what is given alone comes first, in the order of its uses', () => {
  const [slot, square] = [input('slot', 'float32', [2]), input('square', 'float32', [2, 2])]
  const product = ops.matmul(x, square)
  const outputs = { y: ops.add(product, ops.mul(slot, 2)), z: ops.relu(ops.sqrt(slot)) }
  expect(decoded([x, slot, square], outputs).nodes.map(({ type }) => type)).toEqual([
    'Mul',
    'Sqrt',
    'MatMul',
    'Add',
    'Relu',
  ])
})

test('the file: opset 17 of the default domain, IR 8, the same bytes each time', () => {
  const made = () => emitModel(graph([x], { y: ops.mul(x, weight) }), { name: 'product', values: held })
  expect(decodeGraph(made())).toMatchObject({ irVersion: 8, opsets: [['', 17]], name: 'product' })
  expect(Buffer.from(made().model).equals(Buffer.from(made().model))).toBe(true)
  expect(made().inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['batch', 2] }])
  expect(made().outputs).toEqual([{ name: 'y', dtype: 'float32', shape: ['batch', 2] }])
})
