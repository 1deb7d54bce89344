import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { constant, input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

/** The gradients of what `build` gives, for each of its inputs. */
const gradientsOf = async (build: (...inputs: Value[]) => Value, values: readonly TensorData[], batch = false) => {
  const got = await evaluate(
    (...inputs) =>
      Object.fromEntries(gradients(build(...inputs), inputs).map((grad, i) => [`d${i}`, ops.add(grad, 0)])),
    values,
    { batch },
  )
  return values.map((_, i) => got.get(`d${i}`) as TensorData)
}

const row = floats([3], [1, 2, 3])
const table = floats([2, 3], [1, 2, 3, 4, 5, 6])

describe('gradients', () => {
  test('add up where a value is used more than once', async () => {
    const [dx] = await gradientsOf((x) => ops.reduceSum(ops.add(ops.mul(x, x), ops.mul(x, 3))), [row])
    expect(numbers(dx as TensorData)).toEqual([5, 7, 9])
  })

  test('have the shape of their tensor where it was broadcast', async () => {
    const cases: readonly (readonly [TensorData, readonly number[]])[] = [
      [row, [5, 7, 9]],
      [floats([1, 3], [1, 2, 3]), [5, 7, 9]],
      [floats([2, 1], [1, 2]), [6, 15]],
      [floats([], [2]), [21]],
      [floats([1], [2]), [21]],
    ]
    for (const [small, expected] of cases) {
      const [dx, dtable] = (await gradientsOf((x, t) => ops.reduceSum(ops.mul(x, t)), [small, table])) as [
        TensorData,
        TensorData,
      ]
      expect([dx.shape, numbers(dx)]).toEqual([small.shape, expected])
      expect(dtable.shape).toEqual([2, 3])
    }
  })

  test('of a mean divide by the number of elements, also where that is known at run time only', async () => {
    for (const batch of [false, true]) {
      const [dx] = await gradientsOf((x) => ops.reduceMean(ops.mul(x, 6)), [table], batch)
      expect(numbers(dx as TensorData)).toEqual([1, 1, 1, 1, 1, 1])
      const [dy] = await gradientsOf((x) => ops.reduceSum(ops.reduceMean(x, { axes: [0] })), [table], batch)
      expect(numbers(dy as TensorData)).toEqual(Array(6).fill(0.5))
    }
  })

  test('are zeros of the tensor’s shape where the loss does not depend on it, or not smoothly', async () => {
    const [dx, dt] = (await gradientsOf(
      (x, t) => ops.reduceSum(ops.add(x, ops.reduceSum(ops.sign(t)))),
      [row, table],
    )) as [TensorData, TensorData]
    expect(numbers(dx)).toEqual([1, 1, 1])
    expect([dt.shape, numbers(dt)]).toEqual([[2, 3], Array(6).fill(0)])
    const [none] = await gradientsOf(() => ops.reduceSum(constant([1, 2], 'float32')), [row])
    expect(numbers(none as TensorData)).toEqual([0, 0, 0])
  })

  test('flow through an integer part as if it were constant', async () => {
    const build = (x: Value) => ops.reduceSum(ops.mul(x, ops.cast(ops.cast(x, 'int32'), 'float32')))
    const [dx] = await gradientsOf(build, [floats([2], [1.5, 2.5])])
    expect(numbers(dx as TensorData)).toEqual([1, 2])
  })
})

test('a loss that is no scalar is an error', () => {
  const x = input('x', 'float32', ['batch', 2])
  expect(() => gradients(x, [x])).toThrow(new Error('gradients: expected a scalar loss, got shape [batch, 2]'))
})
