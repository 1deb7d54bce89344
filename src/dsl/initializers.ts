import { checkOptions } from '../codegen/known-options.js'
import { elementCount } from '../runtime/elements.js'
import type { Random } from '../runtime/random.js'
import { byName } from './by-name.js'

/** Makes a weight's first values from its shape and a stream of random numbers. */
export interface Initializer {
  readonly name: string
  fill(shape: readonly number[], random: Random): Float32Array
}

const filled = (name: string, draw: (shape: readonly number[], random: Random) => () => number): Initializer => ({
  name,
  fill: (shape, random) => {
    const next = draw(shape, random)
    return Float32Array.from({ length: elementCount(shape) }, next)
  },
})

/** Standard normal by Box and Muller (1958); one of the pair is dropped, so that each number takes two draws. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Standard normal, drawn again outside two deviations. */
const truncatedNormal = (random: Random): number => {
  let x = normal(random)
  while (Math.abs(x) > 2) x = normal(random)
  return x
}

/** The deviation of a standard normal that is cut at two deviations. */
const truncatedDeviation = 0.87962566103423978

/** Inputs and outputs that one unit sees: of [in, out], or [...window, in, out], as Keras counts them. */
const fans = (shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } => {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 }
  const window = elementCount(shape.slice(0, -2))
  return { fanIn: window * (shape.at(-2) as number), fanOut: window * (shape.at(-1) as number) }
}

type Mode = 'fanIn' | 'fanAverage'

const variance = (shape: readonly number[], scale: number, mode: Mode): number => {
  const { fanIn, fanOut } = fans(shape)
  return scale / Math.max(1, mode === 'fanIn' ? fanIn : (fanIn + fanOut) / 2)
}

const scaledUniform = (name: string, scale: number, mode: Mode) => (): Initializer =>
  filled(name, (shape, random) => {
    const limit = Math.sqrt(3 * variance(shape, scale, mode))
    return () => (2 * random() - 1) * limit
  })

const scaledNormal = (name: string, scale: number, mode: Mode) => (): Initializer =>
  filled(name, (shape, random) => {
    const deviation = Math.sqrt(variance(shape, scale, mode)) / truncatedDeviation
    return () => truncatedNormal(random) * deviation
  })

/** Uniform with variance 2 / (fan-in + fan-out) (Glorot & Bengio, 2010). */
const glorotUniform = scaledUniform('glorotUniform', 1, 'fanAverage')
/** Truncated normal with variance 2 / (fan-in + fan-out) (Glorot & Bengio, 2010). */
const glorotNormal = scaledNormal('glorotNormal', 1, 'fanAverage')
/** Uniform with variance 2 / fan-in (He et al., 2015). */
const heUniform = scaledUniform('heUniform', 2, 'fanIn')
/** Truncated normal with variance 2 / fan-in (He et al., 2015). */
const heNormal = scaledNormal('heNormal', 2, 'fanIn')
/** Uniform with variance 1 / fan-in (LeCun et al., 1998). */
const lecunUniform = scaledUniform('lecunUniform', 1, 'fanIn')
/** Truncated normal with variance 1 / fan-in (LeCun et al., 1998). */
const lecunNormal = scaledNormal('lecunNormal', 1, 'fanIn')

/**
 * `gain` times a matrix with orthonormal rows, or columns if those are fewer (Saxe et al., 2014); axes before the last are one.
 */
const orthogonal = (options: { readonly gain?: number } = {}): Initializer => {
  checkOptions('orthogonal', options, { gain: true })
  const { gain = 1 } = options
  if (!Number.isFinite(gain)) throw new RangeError(`orthogonal: gain must be a number, got ${gain}`)
  return {
    name: 'orthogonal',
    fill: (shape, random) => {
      if (shape.length < 2) throw new RangeError(`orthogonal: expected two axes or more, got shape [${shape}]`)
      const columns = shape.at(-1) as number
      const rows = elementCount(shape) / columns
      const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random)
      const at = (row: number, column: number) => (rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row])
      return Float32Array.from(
        { length: rows * columns },
        (_, i) => gain * (at(Math.floor(i / columns), i % columns) as number),
      )
    },
  }
}

/** `count` orthonormal vectors by Gram and Schmidt, twice over against rounding. */
const orthonormal = (count: number, length: number, random: Random): Float64Array[] => {
  const vectors: Float64Array[] = []
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => normal(random))
    for (const other of [...vectors, ...vectors]) {
      const share = other.reduce((sum, x, i) => sum + x * (vector[i] as number), 0)
      for (let i = 0; i < length; i++) vector[i] = (vector[i] as number) - share * (other[i] as number)
    }
    const norm = Math.hypot(...vector)
    vectors.push(vector.map((x) => x / norm))
  }
  return vectors
}

/** Every element `value`. */
const constant = (value = 0): Initializer => filled('constant', () => () => value)
const zeros = (): Initializer => filled('zeros', () => () => 0)
const ones = (): Initializer => filled('ones', () => () => 1)

/** Normal with the given mean and standard deviation. */
const randomNormal = (options: { readonly mean?: number; readonly stddev?: number } = {}): Initializer => {
  checkOptions('randomNormal', options, { mean: true, stddev: true })
  const { mean = 0, stddev = 0.05 } = options
  return filled('randomNormal', (_, random) => () => mean + stddev * normal(random))
}

/** Uniform in [minval, maxval). */
const randomUniform = (options: { readonly minval?: number; readonly maxval?: number } = {}): Initializer => {
  checkOptions('randomUniform', options, { minval: true, maxval: true })
  const { minval = -0.05, maxval = 0.05 } = options
  return filled('randomUniform', (_, random) => () => minval + (maxval - minval) * random())
}

/** The initializers, by name. */
export const initializers = {
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  zeros,
  ones,
  constant,
  randomNormal,
  randomUniform,
  orthogonal,
}

export type InitializerName = keyof typeof initializers
export type InitializerLike = InitializerName | Initializer

/** An initializer by name, with Keras's defaults. Throws for a name that is none. */
export const resolveInitializer = (like: InitializerLike): Initializer =>
  byName<Initializer>('initializer', initializers, like, ({ fill }) => typeof fill === 'function')
