import { expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { constant, input, parameter, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { poolBeforeAffines } from '../../src/codegen/passes/pool-before-affines.js'
import { atOnce } from '../../src/codegen/slices.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const x = input('x', 'float32', ['batch', 2, 4])
const shift = constant([3, -4], 'float32', [2])
const scaled = (value: Value, scale: Value) => ops.channelAffine(value, scale, shift)
const pooled = (value: Value) => ops.maxPool(value, { kernel: [2], strides: [2], pads: [0, 0], dilations: [1] })
const names = (outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)
const order = (outputs: readonly Value[]) =>
  names(outputs).filter((name) => name === 'maxPool' || name === 'channelAffine')
const none = new Map<string, TensorData>()
const moved = (...of: Parameters<typeof poolBeforeAffines>) => atOnce(poolBeforeAffines(...of))

test('scales that are not negative come behind the pooling', () => {
  for (const scale of [
    constant([0, 2], 'float32', [2]),
    ops.reshape(ops.div(constant(1, 'float32', []), ops.sqrt(constant([1, 4], 'float32', [2]))), [2]),
  ])
    expect(order(moved([pooled(scaled(x, scale))], none))).toEqual(['maxPool', 'channelAffine'])
})

test('of held parameters the values count', () => {
  const scale = parameter('gamma', 'float32', [2])
  const given = [pooled(scaled(x, scale))]
  const held = (...values: number[]) => new Map([['gamma', floats([2], values)]])
  expect(names(moved(given, held(1, 2)))).toEqual(['maxPool', 'channelAffine'])
  for (const values of [none, held(1, -2), held(1, Number.NaN)]) expect(moved(given, values)).toEqual(given)
})

test('others stay: negative scales, a result with two uses, positions of the largest, a scale of the data', () => {
  const affine = scaled(x, constant([1, 2], 'float32', [2]))
  const pool = pooled(affine)
  const window = { strides: [1], pads: [0, 0], dilations: [1], group: 1 }
  const ofData = ops.reshape(ops.slice(x, { axes: [0, 2], starts: [0, 0], ends: [1, 1], steps: [1, 1] }), [2])
  for (const outputs of [
    [pooled(scaled(x, constant([1, -2], 'float32', [2])))],
    [pool, affine],
    [
      pooled(
        scaled(
          ops.conv(x, constant([1, 0, 0, 1], 'float32', [2, 2, 1]), null, window),
          constant([1, 2], 'float32', [2]),
        ),
      ),
    ],
    [pool, pool.node.kind === 'op' ? (pool.node.outputs[1] as Value) : pool],
    [pooled(scaled(x, ofData))],
  ])
    expect(names(moved(outputs, none))).toEqual(names(outputs))
})

test('results stay the same, bit for bit', async () => {
  const data = floats(
    [2, 2, 4],
    Array.from({ length: 16 }, (_, i) => Math.sin(i) * 7),
  )
  const scale = constant([0.3, 1.7], 'float32', [2])
  const made = (value: Value) => pooled(scaled(value, scale))
  const got = await evaluate((value) => ({ y: made(value), z: moved([made(value)], none)[0] as Value }), [data])
  expect(numbers(got.get('z') as TensorData)).toEqual(numbers(got.get('y') as TensorData))
})
