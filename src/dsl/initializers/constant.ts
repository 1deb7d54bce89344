import { checkRanges, finite } from '../../codegen/ranges.js'
import { elementCount } from '../../runtime/elements.js'
import { atOnceOnly, type Initializer, inSlices } from './initializer.js'

const filled = (name: string, value: number): Initializer => {
  // biome-ignore lint/correctness/useYield: quick enough in one slice
  const made = inSlices(name, function* (shape) {
    const values = new Float32Array(elementCount(shape))
    // zeros are not written, which takes no memory before a step does
    return value === 0 ? values : values.fill(value)
  })
  return Number.isFinite(value) ? made : atOnceOnly(made)
}

/** Every element `value`. */
export const constant = (value = 0): Initializer => filled('constant', value)
export const zeros = (): Initializer => filled('zeros', 0)
export const ones = (): Initializer => filled('ones', 1)

export interface IdentityOptions {
  /** Default 1. */
  readonly gain?: number | undefined
}

/** `gain` on the diagonal of a matrix, 0 elsewhere. */
export const identity = (options: IdentityOptions = {}): Initializer => {
  checkRanges('identity', options, { gain: finite })
  const { gain = 1 } = options
  return {
    name: 'identity',
    fill: (shape) => {
      const [rows, columns] = shape
      if (shape.length !== 2) throw new RangeError(`identity: expected a matrix, got shape [${shape}]`)
      const values = new Float32Array(elementCount(shape))
      for (let i = 0; i < Math.min(rows as number, columns as number); i++) values[i * (columns as number) + i] = gain
      return values
    },
  }
}
