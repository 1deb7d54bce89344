import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { choiceSites } from '../../src/codegen/lowering/choice.js'
import * as ops from '../../src/codegen/ops/index.js'
import { standardized } from '../../src/dsl/layers/normalization.js'
import { distance, evaluate, floats, numbers } from '../support/evaluate.js'
import { otherWays } from '../support/other-ways.js'

const shape = [3, 4, 5]
const noise = (seed: number, about = 0) =>
  Array.from({ length: 60 }, (_, i) => about + Math.sin(seed + i * 1.7) + i / 40)
const cotangent = floats(shape, noise(2))

describe.each([
  [[2], 0],
  [[2], 30],
  [[1, 2], 0],
  [[0, 1, 2], 0],
])('over axes %j of numbers around %i', (axes, about) => {
  const x = floats(shape, noise(1, about))
  const build = (x: Value, cotangent: Value) => {
    const y = standardized(x, axes, 1e-3, true)
    const loss = ops.reduceSum(ops.mul(y, cotangent))
    return { y, loss, gradient: gradients(loss, [x])[0] as Value }
  }
  const leaves = [input('x', 'float32', shape), input('cotangent', 'float32', shape)] as const
  const ways = [['the default', <T>(build: () => T) => build()] as const, ...otherWays(() => void build(...leaves))]
  const by = async (way: (typeof ways)[number], x: TensorData) => {
    const got = await evaluate((...inputs) => way[1](() => build(...(inputs as [Value, Value]))), [x, cotangent])
    return (name: string) => numbers(got.get(name) as TensorData)
  }

  test('every way gives the same', async () => {
    const [first, ...others] = await Promise.all(ways.map((way) => by(way, x)))
    expect(others).toHaveLength(1)
    for (const other of others) {
      expect(distance(other('y'), first?.('y') as number[])).toBeLessThan(about === 0 ? 2e-6 : 1e-5)
      expect(distance(other('gradient'), first?.('gradient') as number[])).toBeLessThan(about === 0 ? 5e-6 : 5e-5)
    }
  })

  test.each(ways)('the gradient equals central differences: %s', async (...way) => {
    const h = 4e-3
    const direction = noise(5)
    const lossAt = async (step: number) => {
      const moved = noise(1, about).map((value, i) => value + step * (direction[i] as number))
      const y = (await by(way, floats(shape, moved)))('y')
      return y.reduce((sum, value, i) => sum + value * (numbers(cotangent)[i] as number), 0)
    }
    const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h)
    const expected = (await by(way, x))('gradient').reduce((sum, g, i) => sum + g * (direction[i] as number), 0)
    expect(distance([measured], [expected])).toBeLessThan(3e-3)
  })
})

describe('the operator is not thought of', () => {
  const sitesOf = (x: Value, axes: readonly number[]) => choiceSites(() => void standardized(x, axes, 1e-3, true))
  const x = input('x', 'float32', ['batch', 4, 6])

  test('but for the last axes of other values', () => {
    expect(sitesOf(x, [2])[0]?.ways).toEqual(['parts', 'operator'])
  })
  test('for axes that are not the last ones, and for lengths that are not known', () => {
    expect(sitesOf(x, [1])).toEqual([])
    expect(sitesOf(input('x', 'float32', ['batch', 4, null]), [2])).toEqual([])
  })
  test('for what a convolution gives, before or after an activation', () => {
    const window = { strides: [1], pads: [0, 0], dilations: [1], group: 1 }
    const channelsLast = ops.transpose(ops.conv(x, input('w', 'float32', [8, 4, 1]), null, window), [0, 2, 1])
    expect(sitesOf(channelsLast, [2])).toEqual([])
    expect(sitesOf(ops.add(ops.relu(channelsLast), 1), [2])).toEqual([])
  })
})
