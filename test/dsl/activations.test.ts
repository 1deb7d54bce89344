import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { constant, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { type Activation, type ActivationName, activations, resolveActivation } from '../../src/dsl/activations.js'
import kerasNames from '../golden/activation-names.json' with { type: 'json' }
import golden from '../golden/activations.json' with { type: 'json' }
import goldenOptions from '../golden/activations-options.json' with { type: 'json' }
import { distance, evaluate, floats, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Case {
  readonly name: ActivationName
  readonly x: Golden
  readonly y: Golden
  readonly cotangent: Golden
  readonly gradient: Golden
}

interface OptionsCase extends Omit<Case, 'name'> {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

const ofOptions = goldenOptions as unknown as readonly OptionsCase[]
const recorded: readonly Case[] = [
  ...(golden as unknown as readonly Case[]),
  ...(ofOptions.filter(({ options }) => Object.keys(options).length === 0) as unknown as readonly Case[]),
]
/** The second name of an activation. */
const aliases = { swish: 'silu', hardSwish: 'hardSilu' } as const
const cases: readonly Case[] = [
  ...recorded,
  ...Object.entries(aliases).flatMap(([name, same]) =>
    recorded.filter((one) => one.name === same).map((one) => ({ ...one, name: name as ActivationName })),
  ),
]

const x = recorded[0]?.x as Golden
/** Those that go by a name alone. */
const names = Object.keys(activations).filter((name) => name !== 'threshold') as ActivationName[]

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
  expect(ofOptions.some(({ name }) => name === 'threshold')).toBe(true)
})

test('every activation of Keras is there, but for one that changes the shape', () => {
  expect(kerasNames.filter((name) => !(name in activations))).toEqual(['glu'])
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
    // of softmax and its like, whose elements hang together, only the sum is to be seen
    const sum = (list: readonly number[]) => [list.reduce((a, b) => a + b, 0)]
    const alone = name !== 'softmax' && name !== 'logSoftmax' && name !== 'sparsemax'
    expect(distance(alone ? slopes : sum(slopes), alone ? expected : sum(expected))).toBeLessThan(1e-3)
  })
})

const makers = new Map(Object.entries<(options: never) => Activation>(activations))

describe.each(ofOptions)('$name $options', ({ name, options, x: at, y, cotangent, gradient }) => {
  const build = (input: Value) => {
    const made = (makers.get(name) as (options: unknown) => Activation)(options)
    const value = resolveActivation(made)(input)
    const total = ops.reduceSum(ops.mul(value, constant(Float32Array.from(cotangent.data), 'float32', at.shape)))
    return { y: value, gradient: gradients(total, [input])[0] as Value }
  }
  const run = (step = 0) =>
    evaluate(build, [
      floats(
        at.shape,
        at.data.map((value, i) => value + step * Math.sin(i + 1)),
      ),
    ])

  test('value and gradient equal Keras', async () => {
    const got = await run()
    expect(distance(result(got, 'y'), y.data)).toBeLessThan(1e-6)
    expect(distance(result(got, 'gradient'), gradient.data)).toBeLessThan(5e-6)
  })

  test('the gradient equals a central difference', async () => {
    const small = 2e-3
    const [up, down] = [result(await run(small), 'y'), result(await run(-small), 'y')]
    const slope = up.reduce(
      (sum, value, i) => sum + ((value - (down[i] as number)) / (2 * small)) * (cotangent.data[i] as number),
      0,
    )
    const expected = result(await run(), 'gradient').reduce((sum, value, i) => sum + value * Math.sin(i + 1), 0)
    expect(distance([slope], [expected])).toBeLessThan(1e-3)
  })
})

test('sparsemax gives probabilities, whatever the size of x', async () => {
  const x = floats([3, 4], [0.5, 0.4, -3, -1, 1e30, 1e30, 0, -1e30, 7, 7, 7, 7])
  const got = await evaluate((input: Value) => ({ y: resolveActivation('sparsemax')(input) }), [x])
  const expected = [0.55, 0.45, 0, 0, 0.5, 0.5, 0, 0, 0.25, 0.25, 0.25, 0.25]
  expect(distance(result(got, 'y'), expected)).toBeLessThan(1e-6)
})

test('an activation with options that are none, or out of range, says so', () => {
  expect(() => activations.elu({ alfa: 1 } as never)).toThrow('elu: unknown option alfa; expected one of alpha')
  expect(() => activations.relu({ maxValue: -1 })).toThrow(
    'relu: maxValue must be a number of 0 or more, or null, got -1',
  )
  expect(() => activations.threshold({ threshold: 1 } as never)).toThrow(
    'threshold: defaultValue must be a number, got undefined',
  )
  expect(() => resolveActivation(activations.elu as never)).toThrow(
    'activation: got a function that makes one; call it, as in elu()',
  )
  expect(() => resolveActivation('threshold' as never)).toThrow('unknown activation "threshold"')
  expect(() => activations.softmax({ axis: 2 }).call(constant(Float32Array.of(1), 'float32', [1, 1]))).toThrow(
    'softmax: axis 2 is not an axis of [1, 1]; axes count from 0, or from -1 at the end',
  )
})

test('far from 0 every value and gradient is finite, but for exp', async () => {
  const far = floats([1, 5], [-1e4, -88, 0, 88, 1e4])
  const got = await runAll(far, () => [1, 1, 1, 1, 1])
  const infinite = [...got].filter(([, tensor]) => !numbers(tensor).every(Number.isFinite)).map(([name]) => name)
  expect(infinite).toEqual(['exponential', 'gradient of exponential'])
})
