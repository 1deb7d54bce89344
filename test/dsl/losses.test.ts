import { describe, expect, test } from 'vitest'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import { type LossName, losses } from '../../src/dsl/losses/index.js'
import { resolveLoss } from '../../src/dsl/losses/resolve.js'
import { distance, evaluate, fromGolden, numbers } from '../support/evaluate.js'
import { cases, lossCaseOutputs } from '../support/loss-cases.js'

const titled = cases.map((one, i) => {
  const call = `${one.loss}(${JSON.stringify(one.options)})`
  return [`#${i} ${call}${one.head ? ` of ${one.head}` : ''} on ${JSON.stringify(one.x.shape)}`, i, one] as const
})

/** Every case in one graph; x and target of case i are inputs 2i and 2i + 1. */
const results = await evaluate(
  (...inputs) =>
    Object.fromEntries(
      cases.flatMap((one, i) =>
        Object.entries(lossCaseOutputs(one, inputs[2 * i] as Value, inputs[2 * i + 1] as Value)).map(
          ([name, value]) => [`${name} ${i}`, value] as const,
        ),
      ),
    ),
  cases.flatMap(({ x, target }) => [fromGolden(x), fromGolden(target)]),
)

describe('every loss equals Keras: a value for each sample, their mean, and its gradient', () => {
  test.each(titled)('%s', (_, i, one) => {
    const got = (name: string) => results.get(`${name} ${i}`) as TensorData
    expect(got('values').shape).toEqual(one.values.shape)
    expect(distance(numbers(got('values')), one.values.data)).toBeLessThan(2e-6)
    expect(distance(numbers(got('value')), [one.value])).toBeLessThan(2e-6)
    expect(got('gradient').shape).toEqual(one.gradient.shape)
    expect(distance(numbers(got('gradient')), one.gradient.data)).toBeLessThan(2e-6)
  })
})

test('every loss of the table has a case', () => {
  const tested = new Set(cases.map(({ loss }) => resolveLoss(loss).name))
  expect((Object.keys(losses) as LossName[]).filter((name) => !tested.has(resolveLoss(name).name))).toEqual([])
  // by name with Keras's defaults, and by its short name
  expect(resolveLoss('mse').name).toBe('meanSquaredError')
  expect(resolveLoss('mae').name).toBe('meanAbsoluteError')
})

test.each([
  [() => losses.huber({ delta: 0 }), 'huber: delta must be a positive number, got 0'],
  [() => losses.huber({ delta: Number.NaN }), 'huber: delta must be a positive number, got NaN'],
  [
    () => losses.categoricalCrossentropy({ labelSmoothing: 1.5 }),
    'categoricalCrossentropy: labelSmoothing must be a number in [0, 1], got 1.5',
  ],
  [
    () => losses.binaryCrossentropy({ labelSmoothing: -1 }),
    'binaryCrossentropy: labelSmoothing must be a number in [0, 1], got -1',
  ],
])('options out of range: %s', (make, sentence) => {
  expect(make).toThrow(new RangeError(sentence))
})
