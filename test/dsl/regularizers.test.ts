import { expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { input } from '../../src/dsl/input.js'
import {
  l1,
  l1l2,
  l2,
  type OrthogonalRegularizerOptions,
  orthogonalRegularizer,
  type RegularizerName,
  resolveRegularizer,
} from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import golden from '../golden/regularizers.json' with { type: 'json' }
import { distance, evaluate, floats, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'

interface Case {
  readonly regularizer: RegularizerName
  readonly options: (OrthogonalRegularizerOptions & { readonly l1?: number; readonly l2?: number }) | null
  readonly x: Golden
  readonly value: number
  readonly gradient: Golden
}

const cases = golden as unknown as readonly Case[]
const made = ({ regularizer, options }: Case) => {
  if (!options) return resolveRegularizer(regularizer)
  return {
    l1: () => l1(options.l1),
    l2: () => l2(options.l2),
    l1l2: () => l1l2(options),
    orthogonalRegularizer: () => orthogonalRegularizer(options),
  }[regularizer]()
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
  const offered = await offeredNames(() => resolveRegularizer('?' as RegularizerName))
  const tested = cases.filter(({ options }) => !options).map(({ regularizer }) => regularizer)
  expect([...tested, 'l1l2'].sort()).toEqual(offered.sort())
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

test('one vector is orthogonal to all others; no vector to none', async () => {
  const got = await evaluate(
    (x) => {
      const penalty = orthogonalRegularizer().penalty(x)
      return {
        one: ops.add(orthogonalRegularizer({ mode: 'columns' }).penalty(x), 0),
        gradient: gradients(penalty, [x])[0] as Value,
      }
    },
    [floats([3, 1], [2, 0, -1])],
  )
  expect(numbers(got.get('one') as TensorData)).toEqual([0])
  expect(numbers(got.get('gradient') as TensorData).every(Number.isFinite)).toBe(true)
})

test('what the orthogonal one does not take', () => {
  expect(() => orthogonalRegularizer({ mode: 'row' as never })).toThrow(
    new RangeError(`orthogonalRegularizer: mode must be 'rows' or 'columns', got "row"`),
  )
  expect(() => orthogonalRegularizer({ factor: -1 })).toThrow('factor must be a number of 0 or more, got -1')
  const model = sequential(input([4, 4, 1])).conv2d(2, 3, { kernelRegularizer: orthogonalRegularizer() })
  expect(() => model.countParams()).toThrow(
    'orthogonalRegularizer: expected a matrix with a known number of rows, got [3, 3, 1, 2] (conv2d/kernel)',
  )
})
