import { expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { l1, l1l2, l2, type RegularizerName, resolveRegularizer } from '../../src/dsl/regularizers.js'
import golden from '../golden/regularizers.json' with { type: 'json' }
import { distance, evaluate, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Case {
  readonly regularizer: RegularizerName
  readonly options: { readonly l1?: number; readonly l2?: number } | null
  readonly x: Golden
  readonly value: number
  readonly gradient: Golden
}

const cases = golden as unknown as readonly Case[]
const made = ({ regularizer, options }: Case) => {
  if (!options) return resolveRegularizer(regularizer)
  return { l1: () => l1(options.l1), l2: () => l2(options.l2), l1l2: () => l1l2(options) }[regularizer]()
}

test.each(cases)('$regularizer $options equals Keras', async (one) => {
  const got = await evaluate(
    (x) => {
      const penalty = made(one).penalty(x)
      return { penalty, gradient: gradients(penalty, [x])[0] as Value }
    },
    [fromGolden(one.x)],
  )
  expect(got.get('penalty')?.shape).toEqual([])
  expect(distance(numbers(got.get('penalty') as TensorData), [one.value])).toBeLessThan(1e-6)
  expect(distance(numbers(got.get('gradient') as TensorData), one.gradient.data)).toBeLessThan(1e-6)
})

test('by name, each has a case but l1l2, which is the sum of both', async () => {
  const tested = cases.filter(({ options }) => !options).map(({ regularizer }) => regularizer)
  expect(tested).toEqual(['l1', 'l2'])
  const got = await evaluate(
    (x) => ({
      both: resolveRegularizer('l1l2').penalty(x),
      sum: ops.add(resolveRegularizer('l1').penalty(x), resolveRegularizer('l2').penalty(x)),
    }),
    [fromGolden(cases[0]?.x as Golden)],
  )
  expect(numbers(got.get('both') as TensorData)).toEqual(numbers(got.get('sum') as TensorData))
})

test('factors of 0 give no penalty', async () => {
  const x = fromGolden(cases[0]?.x as Golden)
  const got = await evaluate((value) => ({ sum: value, penalty: l1l2().penalty(value) }), [x])
  expect(numbers(got.get('penalty') as TensorData)).toEqual([0])
})

test('factors out of range', () => {
  expect(() => l2(-1)).toThrow(new RangeError('l2: the factor must be a number of 0 or more, got -1'))
  expect(() => l1(Number.NaN)).toThrow(new RangeError('l1: the factor must be a number of 0 or more, got NaN'))
})
