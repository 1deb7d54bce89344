import { expect, test } from 'vitest'
import { input, type TensorData } from '../../src/codegen/ir/value.js'
import { loweredFor, type Target } from '../../src/codegen/lowering/target.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import * as ops from '../../src/codegen/ops/index.js'
import { decodeGraph } from '../support/decode-graph.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const reduced = (
  op: typeof ops.reduceSum,
  shape: Parameters<typeof input>[2],
  options: Parameters<typeof op>[1],
  target: Partial<Target> = {},
  dtype: 'float32' | 'int32' = 'float32',
) => {
  const x = input('x', dtype, shape)
  const graph = { inputs: [x], outputs: new Map([['y', op(x, options)]]) }
  return decodeGraph(loweredFor(target, () => emitModel(graph, { name: 'test' }))).nodes.length
}

test.each<readonly [readonly number[], readonly number[], number]>([
  [[3, 16, 5], [0, 1], 2],
  [[3, 4, 17], [0, 2], 2],
  [[3, 2, 4, 5], [0, 2, 3], 2],
  [[3, 4, 4, 5], [0, 1, 2], 2],
  // few numbers of a sample; all; samples alone; not over samples; axes of length 1
  [[3, 15, 5], [0, 1], 1],
  [[3, 16, 5], [0, 1, 2], 1],
  [[3, 16, 5], [0], 1],
  [[3, 16, 5], [1, 2], 1],
  [[1, 16, 5], [0, 1], 1],
  [[3, 1, 5], [0, 1], 1],
])('%j over %j in %i steps', async (shape, axes, steps) => {
  const size = shape.reduce((a, b) => a * b, 1)
  const x = floats(
    shape,
    Array.from({ length: size }, (_, i) => i % 7),
  )
  const along = (axis: number, at: number) =>
    Math.floor(at / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % (shape[axis] as number)
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const sums = new Map<string, number>()
  for (const [i, value] of numbers(x).entries()) {
    const place = kept.map((axis) => along(axis, i)).join()
    sums.set(place, (sums.get(place) ?? 0) + value)
  }
  const count = size / sums.size
  for (const keepDims of [false, true]) {
    const got = await evaluate(
      (a) => ({ sum: ops.reduceSum(a, { axes, keepDims }), mean: ops.reduceMean(a, { axes, keepDims }) }),
      [x],
    )
    const [sum, mean] = [got.get('sum') as TensorData, got.get('mean') as TensorData]
    const expected = shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]))
    expect([sum.shape, mean.shape]).toEqual([expected, expected])
    expect(numbers(sum)).toEqual([...sums.values()])
    const means = numbers(mean)
    for (const [i, one] of [...sums.values()].entries()) expect(means[i]).toBeCloseTo(one / count, 5)
  }
  expect([reduced(ops.reduceSum, shape, { axes }), reduced(ops.reduceMean, shape, { axes })]).toEqual([steps, steps])
})

test('sizes need not be known; CUDA, one thread and whole numbers take one step', () => {
  expect(reduced(ops.reduceSum, ['batch', null, 4], { axes: [0, 1] })).toBe(2)
  expect(reduced(ops.reduceSum, ['batch', null, 4], { axes: [0, 1] }, { device: 'cuda' })).toBe(1)
  expect(reduced(ops.reduceSum, ['batch', null, 4], { axes: [0, 1] }, { threads: 1 })).toBe(1)
  expect(reduced(ops.reduceSum, ['batch', null, 4], { axes: [0, 1] }, { threads: 2 })).toBe(2)
  expect(reduced(ops.reduceMean, ['batch', null, 4], { axes: [0, 1] }, {}, 'int32')).toBe(1)
})
