import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { type TensorData, type Value, withScope } from '../../src/codegen/ir/value.js'
import { resolveActivation } from '../../src/dsl/activations.js'
import { type LossName, losses } from '../../src/dsl/losses/index.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import { resolveLoss } from '../../src/dsl/losses/resolve.js'
import { figuresOf } from '../../src/dsl/objective.js'
import golden from '../golden/losses.json' with { type: 'json' }
import more from '../golden/losses-more.json' with { type: 'json' }
import { distance, evaluate, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Case {
  readonly loss: LossName
  readonly options: object
  readonly head: 'softmax' | 'sigmoid' | null
  readonly target: Golden
  readonly x: Golden
  readonly values: Golden
  readonly value: number
  readonly gradient: Golden
}

const cases = [...golden, ...more.filter(({ kind }) => kind === 'values')] as unknown as readonly Case[]
const titled = cases.map((one, i) => {
  const call = `${one.loss}(${JSON.stringify(one.options)})`
  return [`#${i} ${call}${one.head ? ` of ${one.head}` : ''} on ${JSON.stringify(one.x.shape)}`, i, one] as const
})

const lossOf = ({ loss, options }: Case): Loss => (losses[loss] as (options: object) => Loss)(options)

/** The loss of the whole batch, as a model's graph has it. */
const wholeOf = (one: Case, y: Value, output: Value): Value => {
  const judged = { index: 0, loss: lossOf(one), weight: 1, metrics: [], figure: undefined, target: undefined as never }
  const pass = { outputs: [{ value: output, mask: undefined }], penalties: [] }
  return figuresOf([{ judged, y, sampleWeight: undefined }], pass).get('loss') as Value
}

/** Every case in one graph; x and target of case i are inputs 2i and 2i + 1. */
const results = await evaluate(
  (...inputs) => {
    const outputs: Record<string, Value> = {}
    for (const [i, one] of cases.entries()) {
      const x = inputs[2 * i] as Value
      const output = one.head ? resolveActivation(one.head)(x) : x
      const target = inputs[2 * i + 1] as Value
      const values = withScope('loss', () => lossOf(one).call(target, output))
      const value = wholeOf(one, target, output)
      Object.assign(outputs, { [`values ${i}`]: values, [`value ${i}`]: value })
      outputs[`gradient ${i}`] = gradients(value, [x])[0] as Value
    }
    return outputs
  },
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
