import { describe, expect, test } from 'vitest'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { type Initializer, type InitializerName, initializers, resolveInitializer } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { createRandom } from '../../src/runtime/random.js'
import { offeredNames } from '../support/offered-names.js'

const fill = (initializer: Initializer, shape: readonly number[], seed = 7) =>
  Array.from(initializer.fill(shape, createRandom(seed, 'test')))

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length
const variance = (xs: readonly number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2))
const largest = (xs: readonly number[]) => xs.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** Of a convolution with 9 positions, 30 channels and 60 filters: fan-in 270, fan-out 540, 16,200 elements. */
const kernel = [3, 3, 30, 60]
/** The deviation that a normal cut at two deviations has, as a share of the whole normal's (Keras divides by it). */
const cutDeviation = 0.87962566103423978

const scaled: readonly (readonly [name: InitializerName, variance: number, reach: number])[] = [
  ['glorotUniform', 2 / (270 + 540), Math.sqrt(3)],
  ['glorotNormal', 2 / (270 + 540), 2 / cutDeviation],
  ['heUniform', 2 / 270, Math.sqrt(3)],
  ['heNormal', 2 / 270, 2 / cutDeviation],
  ['lecunUniform', 1 / 270, Math.sqrt(3)],
  ['lecunNormal', 1 / 270, 2 / cutDeviation],
  ['randomUniform', 0.05 ** 2 / 3, Math.sqrt(3)],
  ['randomNormal', 0.05 ** 2, Number.POSITIVE_INFINITY],
]

describe('by name, with variances after the fans of [...window, in, out]', () => {
  test.each(scaled)('%s', (name, expected, reach) => {
    const xs = fill(resolveInitializer(name), kernel)
    const deviation = Math.sqrt(expected)
    expect(xs.length).toBe(16_200)
    // a mean of n draws strays by deviation / sqrt(n), a variance by at most variance · sqrt(2 / n); 4 of those
    expect(Math.abs(mean(xs))).toBeLessThan((4 * deviation) / Math.sqrt(xs.length))
    expect(Math.abs(variance(xs) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / xs.length))
    expect(largest(xs)).toBeLessThanOrEqual(deviation * Math.min(reach, 5) * (1 + 1e-6))
    expect(largest(xs)).toBeGreaterThan(deviation * Math.min(reach, 3.5) * 0.99)
  })

  test.each([
    [[200, 300], 2 / 500],
    [[400], 2 / 800],
    [[5, 40, 60], 2 / (5 * 100)],
  ])('glorotUniform of %j', (shape, expected) => {
    expect(largest(fill(resolveInitializer('glorotUniform'), shape)) / Math.sqrt(3 * expected)).toBeCloseTo(1, 1)
  })
})

describe('exact ones', () => {
  test('zeros, ones, constant', () => {
    expect(fill(resolveInitializer('zeros'), [2, 3])).toEqual(Array(6).fill(0))
    expect(fill(resolveInitializer('ones'), [2, 3])).toEqual(Array(6).fill(1))
    expect(fill(resolveInitializer('constant'), [3])).toEqual([0, 0, 0])
    expect(fill(initializers.constant(-2.5), [2])).toEqual([-2.5, -2.5])
    expect(fill(initializers.constant(3), [])).toEqual([3])
  })

  test('means, deviations and limits of randomNormal and randomUniform', () => {
    const shifted = fill(initializers.randomNormal({ mean: 3, stddev: 0.5 }), [20_000])
    expect(mean(shifted)).toBeCloseTo(3, 1)
    expect(Math.sqrt(variance(shifted))).toBeCloseTo(0.5, 1)
    const uniform = fill(initializers.randomUniform({ minval: 2, maxval: 4 }), [20_000])
    expect(uniform.every((x) => x >= 2 && x < 4)).toBe(true)
    expect(mean(uniform)).toBeCloseTo(3, 1)
  })
})

describe('orthogonal', () => {
  test.each([
    ['rows where they are fewer', [3, 7], 1],
    ['columns where those are fewer', [2, 4, 5], 1],
    ['both of a square, with a gain', [6, 6], 0.5],
  ])('%s are orthonormal', (_, shape, gain) => {
    const columns = shape.at(-1) as number
    const xs = fill(initializers.orthogonal({ gain }), shape)
    const rows = xs.length / columns
    const vectors =
      rows <= columns
        ? Array.from({ length: rows }, (_row, r) => xs.slice(r * columns, (r + 1) * columns))
        : Array.from({ length: columns }, (_column, c) => xs.filter((_x, i) => i % columns === c))
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, x, k) => sum + x * (b[k] as number), 0)
        expect(Math.abs(product - (i === j ? gain ** 2 : 0))).toBeLessThan(1e-6)
      }
    }
  })

  test('points in no direction more than in others', () => {
    const firsts = Array.from({ length: 400 }, (_, seed) => fill(initializers.orthogonal(), [2, 2], seed)[0] as number)
    // of a direction drawn evenly from the circle: mean 0, variance 1/2, each known to 4 deviations
    expect(Math.abs(mean(firsts))).toBeLessThan(4 * Math.sqrt(0.5 / 400))
    expect(Math.abs(variance(firsts) - 0.5)).toBeLessThan(4 * Math.sqrt(0.125 / 400))
  })

  test('refuses a vector, and a gain that is no number', () => {
    expect(() => fill(initializers.orthogonal(), [4])).toThrow('orthogonal: expected two axes or more, got shape [4]')
    expect(() => initializers.orthogonal({ gain: Number.NaN })).toThrow('orthogonal: gain must be a number, got NaN')
  })
})

describe('the seed decides', () => {
  test('same stream, same numbers; another seed, others', () => {
    const make = resolveInitializer('glorotUniform')
    expect(fill(make, [4, 4])).toEqual(fill(make, [4, 4]))
    expect(fill(make, [4, 4], 8)).not.toEqual(fill(make, [4, 4]))
  })

  test('every weight of a model has a stream of its own', () => {
    const model = sequential(input([8]))
      .dense(8)
      .dense(8)
    const { state } = makeProgram(model, { optimizer: sgd(), loss: 'mse', metrics: [] })
    const initial = (seed: number) => state.map((spec) => [...spec.initial(seed)])
    const [first, bias, second] = initial(1)
    expect(state.map(({ name }) => name)).toEqual([
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
      'iterations',
    ])
    expect(first).not.toEqual(second)
    expect(bias).toEqual(Array(8).fill(0))
    expect(initial(1)).toEqual(initial(1))
    expect(initial(2)[0]).not.toEqual(first)
  })
})

test('a wrong name, and a table without a hole', async () => {
  const offered = await offeredNames(() => resolveInitializer('glorot' as InitializerName))
  const tested: string[] = [...scaled.map(([name]) => name), 'zeros', 'ones', 'constant', 'orthogonal']
  expect(offered.sort()).toEqual(tested.sort())
})
