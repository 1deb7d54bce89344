import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { type ConstraintName, constraints, resolveConstraint } from '../../src/dsl/constraints.js'
import { defineLayer } from '../../src/dsl/define-layer.js'
import { input } from '../../src/dsl/input.js'
import { multiply } from '../../src/dsl/operations/multiply.js'
import { sequential } from '../../src/dsl/sequential.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { tensor } from '../../src/runtime/tensor.js'
import golden from '../golden/constraints.json' with { type: 'json' }
import { distance, evaluate, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'

interface Case {
  readonly constraint: ConstraintName
  readonly options: object | null
  readonly x: Golden
  readonly y: Golden
}

const cases = golden as unknown as readonly Case[]

describe('equal to Keras', () => {
  test.each(cases)('$constraint $options of $x.shape', async ({ constraint, options, x, y }) => {
    const made = options ? constraints[constraint](options) : resolveConstraint(constraint)
    const got = await evaluate((value) => ({ y: made.project(value) }), [fromGolden(x)])
    expect(got.get('y')?.shape).toEqual(y.shape)
    expect(distance(numbers(got.get('y') as TensorData), y.data)).toBeLessThan(1e-6)
  })
})

test('by name, each has a case', async () => {
  const offered = await offeredNames(() => resolveConstraint('?' as ConstraintName))
  const tested = cases.filter(({ options }) => !options).map(({ constraint }) => constraint)
  expect([...new Set(tested)].sort()).toEqual(offered.sort())
})

test('every weighted layer takes constraints of its weights', () => {
  const all = { kernelConstraint: 'nonNeg', biasConstraint: 'unitNorm' } as const
  const recurrent = { ...all, recurrentConstraint: 'maxNorm' } as const
  const series = sequential(input([6], { dtype: 'int32' }))
    .embedding(9, 4, { embeddingsConstraint: 'minMaxNorm' })
    .conv1d(3, 2, all)
    .batchNormalization({ gammaConstraint: 'nonNeg', betaConstraint: 'maxNorm' })
    .lstm(3, { ...recurrent, returnSequences: true })
    .gru(3, { ...recurrent, returnSequences: true })
    .simpleRnn(3, recurrent)
    .dense(2, all)
  const image = sequential(input([4, 4, 1])).conv2d(2, 2, all)
  const found = [series, image].flatMap(({ graph }) =>
    weightsOf(graph).map(({ name, spec }) => [name, spec.constraint?.name]),
  )
  const cell = (name: string) => [
    [`${name}/kernel`, 'nonNeg'],
    [`${name}/recurrentKernel`, 'maxNorm'],
    [`${name}/bias`, 'unitNorm'],
  ]
  const both = (name: string) => [
    [`${name}/kernel`, 'nonNeg'],
    [`${name}/bias`, 'unitNorm'],
  ]
  expect(found).toEqual([
    ['embedding/embeddings', 'minMaxNorm'],
    ...both('conv1d'),
    ['batch_normalization/gamma', 'nonNeg'],
    ['batch_normalization/beta', 'maxNorm'],
    ['batch_normalization/movingMean', undefined],
    ['batch_normalization/movingVariance', undefined],
    ...cell('lstm'),
    ...cell('gru'),
    ...cell('simple_rnn'),
    ...both('dense'),
    ...both('conv2d'),
  ])
})

test('a fit keeps to them', async () => {
  const model = sequential(input([3])).dense(4, { kernelConstraint: constraints.maxNorm({ maxValue: 0.5 }) })
  await using trainer = await model.compile({ optimizer: 'adam', loss: 'mse' })
  const x = tensor([
    [1, 2, 3],
    [3, -1, 0],
  ])
  const y = tensor([
    [5, 6, -7, 8],
    [1, 2, 3, 4],
  ])
  await trainer.fit(x, y, { epochs: 3, verbose: 0 })
  const kernel = numbers(trainer.weights().get('dense/kernel') as TensorData)
  const norms = [0, 1, 2, 3].map((unit) => Math.hypot(...[0, 1, 2].map((row) => kernel[row * 4 + unit] as number)))
  for (const norm of norms) expect(norm).toBeLessThanOrEqual(0.5)
  expect(Math.max(...norms)).toBeGreaterThan(0.49)
})

test("a weight of a layer of one's own", () => {
  const scale = () =>
    defineLayer('scale', {
      trainable: false,
      weights: () => ({ gain: { shape: [3], constraint: 'nonNeg' } }),
      call: (x, { gain }) => multiply(x, gain),
    })
  const [weight] = weightsOf(sequential(input([3])).pipe(scale()).graph)
  expect([weight?.spec.constraint?.name, weight?.spec.trainable]).toEqual(['nonNeg', false])
})

test('what is none, and what does not fit', () => {
  const dense = (kernelConstraint: unknown) =>
    sequential(input([3])).dense(2, { kernelConstraint: kernelConstraint as ConstraintName })
  expect(() => dense('max')).toThrow('unknown constraint "max"; expected one of maxNorm, nonNeg, unitNorm, minMaxNorm')
  expect(() => dense(constraints.maxNorm)).toThrow(
    'constraint: got a function that makes one; call it, as in maxNorm()',
  )
  expect(() => constraints.maxNorm({ max: 3 } as never)).toThrow(
    'maxNorm: unknown option max; expected one of maxValue',
  )
  expect(() => constraints.maxNorm({ maxValue: -1 })).toThrow('maxNorm: maxValue must be a number of 0 or more, got -1')
  expect(() => constraints.unitNorm({ axis: 0.5 })).toThrow(
    'unitNorm: axis must be an integer, or a list of them, got 0.5',
  )
  expect(() => constraints.minMaxNorm({ rate: 2 })).toThrow('minMaxNorm: rate must be a number in [0, 1], got 2')
  expect(() => constraints.minMaxNorm({ minValue: 3 })).toThrow(
    'minMaxNorm: minValue must be at most maxValue, got 3 and 1',
  )
  expect(() => weightsOf(dense(constraints.unitNorm({ axis: 2 })).graph)).toThrow('(dense/kernel)')
})
