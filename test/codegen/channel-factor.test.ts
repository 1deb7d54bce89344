import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { distance, evaluate, floats, numbers } from '../support/evaluate.js'

const filled = (shape: readonly number[], seed: number) =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  )

const window = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] }
const last = (value: Value) => ops.transpose(value, [0, 2, 3, 1])

/** The sum of conv(x) · factor · of, with channels where `order` puts them; the factor comes as it is or at each place. */
const lossOf =
  (order: 'first' | 'last', group: number, spread: boolean) =>
  (x: Value, w: Value, b: Value, factor: Value, of: Value): Value => {
    const y = ops.conv(x, w, b, { ...window, group })
    const ordered = order === 'last' ? last(y) : y
    const wide = ops.reshape(factor, order === 'last' ? [1, 1, 1, 4] : [1, 4, 1, 1])
    const full = spread ? ops.expand(wide, ordered.shape) : wide
    const weighed = ops.mul(ops.mul(ordered, full), order === 'last' ? last(of) : of)
    return ops.reduceSum(weighed)
  }

const values = (group: number) => [
  filled([2, 2, 6, 5], 1),
  filled([4, 2 / group, 3, 3], 2),
  filled([4], 3),
  filled([4], 4),
  filled([2, 4, 6, 5], 5),
]

describe('a factor for each filter in the gradient of a convolution goes into its weights', () => {
  test.each([
    ['first', 1],
    ['last', 1],
    ['last', 2],
  ] as const)('channels %s, %i groups', async (order, group) => {
    const inputs = values(group)
    const of = async (spread: boolean) => {
      const got = await evaluate((...[x, w, b, factor, of]) => {
        const loss = lossOf(order, group, spread)(x as Value, w as Value, b as Value, factor as Value, of as Value)
        const [dx, dw, db] = gradients(loss, [x as Value, w as Value, b as Value])
        return { dx: dx as Value, dw: dw as Value, db: db as Value }
      }, inputs)
      return ['dx', 'dw', 'db'].map((name) => got.get(name) as TensorData)
    }
    const [folded, plain] = [await of(false), await of(true)]
    for (const [i, want] of plain.entries()) {
      expect(folded[i]?.shape).toEqual(want.shape)
      expect(distance(numbers(folded[i] as TensorData), numbers(want))).toBeLessThan(2e-6)
    }
  })

  test('unless the gradient has the channels of the factor alone, as that of a mean over them', async () => {
    const [x, w, b, factor] = values(1) as [TensorData, TensorData, TensorData, TensorData]
    const of = async (spread: boolean) => {
      const got = await evaluate(
        (...[x, w, b, factor]) => {
          const wide = ops.reshape(factor as Value, [1, 4, 1, 1])
          const y = ops.conv(x as Value, w as Value, b as Value, { ...window, group: 1 })
          const weighed = ops.mul(y, spread ? ops.expand(wide, y.shape) : wide)
          const means = ops.reduceMean(weighed, { axes: [1] })
          return { dw: gradients(ops.reduceSum(ops.mul(means, means)), [w as Value])[0] as Value }
        },
        [x, w, b, factor],
      )
      return numbers(got.get('dw') as TensorData)
    }
    expect(distance(await of(false), await of(true))).toBeLessThan(2e-6)
  })

  test('so that no pass over the images is made for it, where those are larger', () => {
    const products = (sides: number) => {
      const [x, w, b, factor, of] = [
        ['batch', 2, sides, sides],
        [4, 2, 3, 3],
        [4],
        [4],
        ['batch', 4, sides, sides],
      ].map((shape, i) => input(`in${i}`, 'float32', shape)) as [Value, Value, Value, Value, Value]
      const back = gradients(lossOf('last', 1, false)(x, w, b, factor, of), [x, w])
      const inGradient = topologicalOrder(back).filter(({ rule }) => rule === ops.mul.rule)
      return inGradient.filter(({ outputs: [y] }) => y?.shape[0] === 'batch' && y.shape.includes(sides)).length
    }
    expect(products(8)).toBe(products(1) - 1)
  })
})
