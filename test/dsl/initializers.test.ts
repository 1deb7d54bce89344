import { describe, expect, test } from 'vitest'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { fillingOf } from '../../src/dsl/initializers/initializer.js'
import { type Initializer, type InitializerName, initializers, resolveInitializer } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { createRandom } from '../../src/runtime/random.js'
import golden from '../golden/initializers.json' with { type: 'json' }
import { distance } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'

const fill = (initializer: Initializer, shape: readonly number[], seed = 7) =>
  Array.from(initializer.fill(shape, createRandom(seed, 'test')))

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length
const variance = (xs: readonly number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2))
const largest = (xs: readonly number[]) => xs.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** The deviation that a normal cut at two deviations has, as a share of the whole normal's (Keras divides by it). */
const cutDeviation = 0.87962566103423978

interface Case {
  readonly initializer: InitializerName
  readonly options: object | null
  readonly shape: readonly number[]
  readonly from: Distribution | null
  readonly values: readonly number[] | null
}

type Distribution =
  | { readonly distribution: 'uniform'; readonly minval: number; readonly maxval: number }
  | { readonly distribution: 'normal' | 'truncatedNormal'; readonly mean: number; readonly stddev: number }

const cases = golden as unknown as readonly Case[]

const made = ({ initializer, options }: Case): Initializer => {
  if (!options) return resolveInitializer(initializer)
  const factories: Record<string, (options: never) => Initializer> = { ...initializers }
  const { value } = options as { value?: number }
  return (factories[initializer] as (options: unknown) => Initializer)(value ?? options)
}

/** Mean, deviation and the largest distance from the mean of what Keras draws from. */
const figuresOf = (from: Distribution) => {
  if (from.distribution === 'uniform') {
    const half = (from.maxval - from.minval) / 2
    return { center: from.minval + half, deviation: half / Math.sqrt(3), reach: half }
  }
  const { mean: center, stddev, distribution } = from
  if (distribution === 'normal') return { center, deviation: stddev, reach: Number.POSITIVE_INFINITY }
  return { center, deviation: stddev * cutDeviation, reach: 2 * stddev }
}

describe('draws from the distribution that Keras does, by the fans of the shape', () => {
  test.each(cases.filter(({ from }) => from))('$initializer $options of $shape', (one) => {
    const { center, deviation, reach } = figuresOf(one.from as Distribution)
    // many times over, so that small shapes say something too
    const draws = Math.ceil(16_000 / one.shape.reduce((a, b) => a * b, 1))
    const xs = Array.from({ length: draws }, (_, seed) => fill(made(one), one.shape, seed)).flat()
    // a mean of n draws strays by deviation / sqrt(n), a variance by at most variance · sqrt(2 / n); 4 of those
    expect(Math.abs(mean(xs) - center)).toBeLessThan((4 * deviation) / Math.sqrt(xs.length))
    expect(Math.abs(variance(xs) / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / xs.length))
    const most = largest(xs.map((x) => x - center))
    expect(most).toBeLessThanOrEqual(Math.min(reach, 6 * deviation) * (1 + 1e-6))
    expect(most).toBeGreaterThan(Math.min(reach, 3.5 * deviation) * 0.99)
  })
})

describe('gives the values that Keras does', () => {
  test.each(cases.filter(({ values }) => values))('$initializer $options of $shape', (one) => {
    expect(distance(fill(made(one), one.shape), one.values as readonly number[])).toBeLessThan(1e-7)
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

test('a seed of its own', () => {
  const own = initializers.heNormal({ seed: 5 })
  expect(fill(own, [4, 4], 1)).toEqual(fill(own, [4, 4], 2))
  expect(fill(own, [4, 4])).not.toEqual(fill(initializers.heNormal({ seed: 6 }), [4, 4]))
  expect(fill(own, [4, 4])).not.toEqual(fill(initializers.heNormal(), [4, 4]))
})

test('what is out of range', () => {
  expect(() => initializers.varianceScaling({ scale: 0 })).toThrow(
    new RangeError('varianceScaling: scale must be a positive number, got 0'),
  )
  expect(() => initializers.varianceScaling({ mode: 'fan_in' as never })).toThrow(
    "varianceScaling: mode must be 'fanIn', 'fanOut' or 'fanAvg', got \"fan_in\"",
  )
  expect(() => initializers.glorotUniform({ scale: 2 } as never)).toThrow(
    'glorotUniform: unknown option scale; expected one of inputAxes, outputAxes, seed',
  )
  expect(() => initializers.heNormal({ inputAxes: [0] })).toThrow(
    'heNormal: inputAxes and outputAxes go together; give both',
  )
  expect(() => fill(initializers.heNormal({ inputAxes: [0], outputAxes: [4] }), [2, 3])).toThrow(
    'heNormal: shape [2,3] has no axis 4',
  )
  expect(() => initializers.randomNormal({ stddev: -1 })).toThrow('stddev must be a number of 0 or more, got -1')
  expect(() => initializers.randomUniform({ seed: 0.5 })).toThrow('seed must be an integer below 2^31, got 0.5')
  expect(() => fill(initializers.identity(), [2, 2, 2])).toThrow('identity: expected a matrix, got shape [2,2,2]')
  expect(() => initializers.stft({ window: 'han' as never })).toThrow('stft: window must be one of boxcar, hann')
  expect(() => fill(initializers.stft(), [4, 2, 3])).toThrow(
    'stft: expected a shape [window length, 1, frequencies], got [4,2,3]',
  )
  expect(() => fill(initializers.stft({ window: [1, 2] }), [4, 1, 3])).toThrow(
    "stft: the window must have the 4 values of the shape's first axis, got 2",
  )
})

test('every initializer of the table has a case', async () => {
  const offered = await offeredNames(() => resolveInitializer('glorot' as InitializerName))
  expect([...new Set(cases.map(({ initializer }) => initializer))].sort()).toEqual(offered.sort())
})

describe('in slices', () => {
  test.each(['glorotUniform', 'heNormal', 'randomNormal', 'randomUniform', 'truncatedNormal'] as const)(
    '%s gives the numbers that it gives at once',
    (name) => {
      const initializer = resolveInitializer(name)
      const slices = fillingOf(initializer)?.([300, 500], createRandom(7, 'test'))
      let count = 1
      let drawn = slices?.next()
      for (; drawn && !drawn.done; drawn = slices?.next()) count += 1
      expect(count).toBe(5)
      expect(drawn?.value).toEqual(initializer.fill([300, 500], createRandom(7, 'test')))
    },
  )

  test('one that is made of ours, or that does not take every shape, gives none', () => {
    const own = { ...initializers.glorotUniform(), fill: () => new Float32Array(1) }
    const axes = initializers.glorotUniform({ inputAxes: [7], outputAxes: [8] })
    for (const one of [own, axes, initializers.orthogonal(), initializers.constant(Number.NaN)]) {
      expect(fillingOf(one)).toBeUndefined()
    }
  })

  test('options count as they were when the initializer was made', () => {
    const options = { stddev: 1, seed: 3 }
    const initializer = initializers.randomNormal(options)
    options.stddev = 100
    expect(initializer.fill([50], createRandom(7, 'test'))).toEqual(
      initializers.randomNormal({ stddev: 1, seed: 3 }).fill([50], createRandom(7, 'test')),
    )
  })
})
