import { expect, test } from 'vitest'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { input, type TensorData } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import * as ops from '../../src/codegen/ops/index.js'
import { decodeGraph } from '../support/decode-graph.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const filled = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1)
  return floats(
    shape,
    Array.from({ length: size }, (_, i) => i),
  )
}

/** x in the order of perm, one number after the other. */
const transposed = ({ shape, data }: TensorData, perm: readonly number[]): number[] => {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1))
  const places = perm.reduce<number[]>(
    (all, axis) =>
      all.flatMap((at) => Array.from({ length: shape[axis] as number }, (_, i) => at + i * (strides[axis] as number))),
    [0],
  )
  return places.map((at) => Number(data[at]))
}

const typesOf = (shape: Parameters<typeof input>[2], perm: readonly number[]) => {
  const x = input('x', 'float32', shape)
  const graph: Graph = { inputs: [x], outputs: new Map([['y', ops.transpose(x, perm)]]) }
  return decodeGraph(emitModel(graph, { name: 'test' })).nodes.map(({ type }) => type)
}

const oneByOne = ['Reshape', 'Transpose', 'Flatten', 'Reshape', 'Transpose', 'Reshape']

test.each([
  [[2, 3, 4, 5], [3, 2, 0, 1], oneByOne],
  [[3, 4, 5], [2, 1, 0], oneByOne],
  [[2, 3, 2, 3, 4], [3, 4, 2, 0, 1], oneByOne],
  [
    [2, 3, 1, 5],
    [3, 2, 0, 1],
    ['Reshape', 'Transpose', 'Flatten', 'Reshape'],
  ],
  [
    [2, 3, 4, 5],
    [2, 3, 0, 1],
    ['Reshape', 'Transpose', 'Flatten', 'Reshape'],
  ],
  // one axis moves, or what is no reverse order
  [[3, 4], [1, 0], ['Transpose']],
  [[2, 3, 4, 5], [0, 2, 3, 1], ['Transpose']],
  [[2, 3, 4, 5], [3, 0, 1, 2], ['Transpose']],
  [[2, 3, 4, 5], [3, 2, 1, 0], ['Transpose']],
  [[2, 3, 4, 5], [1, 0, 3, 2], ['Transpose']],
  [[2, 3, 0, 5], [2, 3, 0, 1], ['Transpose']],
] as const)('%j in the order %j, by %j', async (shape, perm, types) => {
  const x = filled(shape)
  const y = (await evaluate((a) => ({ y: ops.transpose(a, perm) }), [x])).get('y') as TensorData
  expect(y.shape).toEqual(perm.map((axis) => shape[axis]))
  expect(numbers(y)).toEqual(transposed(x, perm))
  expect(typesOf(shape, perm)).toEqual(types)
})

test('sizes that are not known are left to the runtime', () => {
  expect(typesOf(['batch', 3, 4, 5], [2, 3, 0, 1])).toEqual(['Transpose'])
})
