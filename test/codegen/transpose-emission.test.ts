import { expect, test } from 'vitest'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { input, type TensorData } from '../../src/codegen/ir/value.js'
import { loweredFor, type Target } from '../../src/codegen/lowering/target.js'
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

const typesOf = (shape: Parameters<typeof input>[2], perm: readonly number[], target: Partial<Target> = {}) => {
  const x = input('x', 'float32', shape)
  const graph: Graph = { inputs: [x], outputs: new Map([['y', ops.transpose(x, perm)]]) }
  const emitted = loweredFor(target, () => emitModel(graph, { name: 'test' }))
  return decodeGraph(emitted).nodes.map(({ type }) => type)
}

const once = ['Reshape', 'Transpose', 'Flatten', 'Reshape']
const twice = ['Reshape', 'Transpose', 'Flatten', ...once]

test.each([
  [[2, 3, 4, 5], [3, 2, 0, 1], twice],
  [[3, 4, 5], [2, 1, 0], twice],
  [[2, 3, 2, 3, 4], [3, 4, 2, 0, 1], twice],
  [[2, 3, 1, 5], [3, 2, 0, 1], once],
  [[2, 3, 4, 5], [2, 3, 0, 1], twice],
  [[2, 3, 4, 1], [2, 3, 0, 1], once],
  [[4, 8, 2, 3], [2, 3, 0, 1], once],
  // kernels of one place are matrices
  [[1, 1, 40, 5], [3, 2, 0, 1], once],
  [[1, 40, 5], [2, 1, 0], once],
  // one axis moves, or what is no reverse order
  [[3, 4], [1, 0], ['Transpose']],
  [[2, 3, 4, 5], [0, 2, 3, 1], ['Transpose']],
  [[2, 3, 4, 5], [3, 0, 1, 2], ['Transpose']],
  [[2, 3, 4, 5], [3, 2, 1, 0], ['Transpose']],
  [[2, 3, 4, 5], [1, 0, 3, 2], ['Transpose']],
  [[2, 3, 0, 5], [2, 3, 0, 1], ['Transpose']],
  // channels and places of images, in samples or in steps of samples
  [[2, 16, 3, 5], [0, 2, 3, 1], twice],
  [[2, 4, 5, 3], [0, 3, 1, 2], twice],
  [[2, 3, 4, 4, 5], [0, 1, 4, 2, 3], twice],
  [[2, 3, 4, 4, 5], [0, 3, 4, 1, 2], ['Transpose']],
  [[2, 4, 4, 4, 5], [0, 3, 4, 1, 2], twice],
  // rows of less than 16 numbers; one sample; none
  [[2, 15, 3, 5], [0, 2, 3, 1], ['Transpose']],
  [[1, 16, 3, 5], [0, 2, 3, 1], ['Transpose']],
  [[0, 16, 3, 5], [0, 2, 3, 1], ['Transpose']],
  // both runs are one axis, rows that stay whole, and no exchange
  [[2, 16, 3], [0, 2, 1], ['Transpose']],
  [[2, 16, 3, 5], [0, 2, 1, 3], ['Transpose']],
  [[2, 16, 3, 5], [0, 3, 2, 1], ['Transpose']],
] as const)('%j in the order %j, by %j', async (shape, perm, types) => {
  const x = filled(shape)
  const y = (await evaluate((a) => ({ y: ops.transpose(a, perm) }), [x])).get('y') as TensorData
  expect(y.shape).toEqual(perm.map((axis) => shape[axis]))
  expect(numbers(y)).toEqual(transposed(x, perm))
  expect(typesOf(shape, perm)).toEqual(types)
})

test.each([
  ['batch', 16, 3, 5],
  [2, 16, 3, 5],
])('samples are turned as one matrix on CPUs alone, and not where weights are held', (...shape) => {
  const perm = [0, 2, 3, 1]
  expect(typesOf(shape, perm)).toEqual(twice)
  expect(typesOf(shape, perm, { device: 'cuda' })).toEqual(['Transpose'])
  expect(typesOf(shape, perm, { holdsWeights: true })).toEqual(['Transpose'])
})

test('sizes that are not known are left to the runtime', () => {
  expect(typesOf(['batch', 0, 16, 3, 5], [0, 1, 3, 4, 2])).toEqual(['Transpose'])
  expect(typesOf([0, null, 16, 3, 5], [0, 1, 3, 4, 2])).toEqual(['Transpose'])
  expect(typesOf(['batch', 16, 'time', 5], [0, 2, 3, 1])).toEqual(['Transpose'])
  expect(typesOf(['batch', 'time', 16, 5], [0, 3, 1, 2])).toEqual(['Transpose'])
  expect(typesOf(['batch', 3, 4, 5], [2, 3, 0, 1])).toEqual(['Transpose'])
})
