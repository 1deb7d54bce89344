import { finite, nonNegative } from '../../codegen/ranges.js'
import { drawn, type Initializer, type SeedOptions } from './initializer.js'
import { cutNormal, normal } from './normal.js'

export interface NormalOptions extends SeedOptions {
  /** Default 0. */
  readonly mean?: number | undefined
  /** Before a cut; default 0.05. */
  readonly stddev?: number | undefined
}

export interface UniformOptions extends SeedOptions {
  /** Default -0.05. */
  readonly minval?: number | undefined
  /** Default 0.05. */
  readonly maxval?: number | undefined
}

/** Normal with the given mean and standard deviation. */
export const randomNormal = (options: NormalOptions = {}): Initializer => {
  const ranges = { mean: finite, stddev: nonNegative }
  return drawn(
    'randomNormal',
    options,
    ranges,
    ({ mean = 0, stddev = 0.05 }, _, random) =>
      () =>
        mean + stddev * normal(random),
  )
}

/** The same, drawn again where it is more than two standard deviations from the mean. */
export const truncatedNormal = (options: NormalOptions = {}): Initializer => {
  const ranges = { mean: finite, stddev: nonNegative }
  return drawn(
    'truncatedNormal',
    options,
    ranges,
    ({ mean = 0, stddev = 0.05 }, _, random) =>
      () =>
        mean + stddev * cutNormal(random),
  )
}

/** Uniform in [minval, maxval). */
export const randomUniform = (options: UniformOptions = {}): Initializer => {
  const ranges = { minval: finite, maxval: finite }
  return drawn(
    'randomUniform',
    options,
    ranges,
    ({ minval = -0.05, maxval = 0.05 }, _, random) =>
      () =>
        minval + (maxval - minval) * random(),
  )
}
