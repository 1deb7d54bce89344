import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { constant, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { type ActivationName, activations, resolveActivation } from '../../src/dsl/activations.js'
import golden from '../golden/activations.json' with { type: 'json' }
import { distance, evaluate, floats, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Case {
  readonly name: ActivationName
  readonly x: Golden
  readonly y: Golden
  readonly cotangent: Golden
  readonly gradient: Golden
}

const recorded = golden as unknown as readonly Case[]
/** The second name of an activation. */
const aliases = { swish: 'silu', hardSwish: 'hardSilu' } as const
const cases: readonly Case[] = [
  ...recorded,
  ...Object.entries(aliases).flatMap(([name, same]) =>
    recorded.filter((one) => one.name === same).map((one) => ({ ...one, name: name as ActivationName })),
  ),
]

const x = recorded[0]?.x as Golden
const names = Object.keys(activations) as ActivationName[]

/** Runs every activation at once: name to value, and to the gradient of sum(value · cotangent). */
const runAll = (at: TensorData, cotangentOf: (name: ActivationName) => readonly number[]) =>
  evaluate(
    (input: Value) => {
      const outputs: Record<string, Value> = {}
      for (const name of names) {
        const y = resolveActivation(name)(input)
        const cotangent = constant(Float32Array.from(cotangentOf(name)), 'float32', at.shape)
        const [gradient] = gradients(ops.reduceSum(ops.mul(y, cotangent)), [input])
        outputs[name] = ops.add(y, 0)
        outputs[`gradient of ${name}`] = gradient as Value
      }
      return outputs
    },
    [at],
  )

const cotangentOf = (name: ActivationName) => (cases.find((one) => one.name === name) ?? cases[0])?.cotangent.data ?? []
const h = 0.01
const direction = x.data.map((_, i) => 1 - (i % 3) / 4)
const moved = (step: number) =>
  floats(
    x.shape,
    x.data.map((value, i) => value + step * (direction[i] as number)),
  )
const [here, ahead, behind] = await Promise.all([
  runAll(fromGolden(x), cotangentOf),
  runAll(moved(h), cotangentOf),
  runAll(moved(-h), cotangentOf),
])
const result = (from: Map<string, TensorData>, name: string) => numbers(from.get(name) as TensorData)

test('every activation of the table has a golden case', () => {
  expect(names.filter((name) => cases.every((one) => one.name !== name))).toEqual([])
})

describe.each(cases)('$name', ({ name, y, cotangent, gradient }) => {
  test('value and gradient equal Keras', () => {
    expect(distance(result(here, name), y.data)).toBeLessThan(1e-6)
    expect(distance(result(here, `gradient of ${name}`), gradient.data)).toBeLessThan(5e-6)
  })

  test('the gradient equals central differences', () => {
    const behindY = result(behind, name)
    const slopes = result(ahead, name).map(
      (up, i) => ((up - (behindY[i] as number)) / (2 * h)) * (cotangent.data[i] as number),
    )
    const expected = result(here, `gradient of ${name}`).map((slope, i) => slope * (direction[i] as number))
    // of softmax, whose elements hang together, only the sum is to be seen
    const sum = (list: readonly number[]) => [list.reduce((a, b) => a + b, 0)]
    const alone = name !== 'softmax' && name !== 'logSoftmax'
    expect(distance(alone ? slopes : sum(slopes), alone ? expected : sum(expected))).toBeLessThan(1e-3)
  })
})

test('far from 0 every value and gradient is finite, but for exp', async () => {
  const far = floats([1, 5], [-1e4, -88, 0, 88, 1e4])
  const got = await runAll(far, () => [1, 1, 1, 1, 1])
  const infinite = [...got].filter(([, tensor]) => !numbers(tensor).every(Number.isFinite)).map(([name]) => name)
  expect(infinite).toEqual(['exponential', 'gradient of exponential'])
})
