import { finite } from '../../codegen/ranges.js'
import { elementCount } from '../../runtime/elements.js'
import type { Random } from '../../runtime/random.js'
import { atOnceOnly, type Initializer, type SeedOptions, seeded } from './initializer.js'
import { normal } from './normal.js'

export interface OrthogonalOptions extends SeedOptions {
  /** Default 1. */
  readonly gain?: number | undefined
}

/**
 * `gain` times a matrix with orthonormal rows, or columns if those are fewer (Saxe et al., 2014); axes before the last are one.
 */
export const orthogonal = (options: OrthogonalOptions = {}): Initializer => {
  const made = seeded('orthogonal', options, { gain: finite }, function* ({ gain = 1 }, shape, random) {
    if (shape.length < 2) throw new RangeError(`orthogonal: expected two axes or more, got shape [${shape}]`)
    const columns = shape.at(-1) as number
    const rows = elementCount(shape) / columns
    const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random)
    const at = (row: number, column: number) => (rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row])
    return Float32Array.from(
      { length: rows * columns },
      (_, i) => gain * (at(Math.floor(i / columns), i % columns) as number),
    )
  })
  return atOnceOnly(made)
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
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
    vectors.push(vector.map((x) => x / norm))
  }
  return vectors
}
