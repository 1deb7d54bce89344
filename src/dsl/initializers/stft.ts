import { checkRanges, flag, oneOf, orNull, type Range } from '../../codegen/ranges.js'
import type { Initializer } from './initializer.js'

/** Windows that are sums of cosines: their coefficients, as SciPy has them. */
const cosineWindows = {
  boxcar: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
} as const

export interface StftOptions {
  /** The real or the imaginary half of the transformation; default 'real'. */
  readonly side?: 'real' | 'imag' | undefined
  /** By the name that SciPy has for it, or its values; null is none. Default 'hann'. */
  readonly window?: keyof typeof cosineWindows | readonly number[] | null | undefined
  /** Divides by the window's L2 norm or by its L1 norm; null by neither. Default 'density'. */
  readonly scaling?: 'density' | 'spectrum' | null | undefined
  /** Makes the window one period of what could go on; default false. */
  readonly periodic?: boolean | undefined
}

const windowRange: Range = {
  text: `one of ${Object.keys(cosineWindows).join(', ')}, a list of numbers, or null`,
  holds: (x) =>
    x === null ||
    (typeof x === 'string' && Object.hasOwn(cosineWindows, x)) ||
    (Array.isArray(x) && x.length > 0 && x.every(Number.isFinite)),
}

/** A kernel [window length, 1, frequencies] of a short-time Fourier transformation, for conv1d. Keras's `STFT`. */
export const stft = (options: StftOptions = {}): Initializer => {
  checkRanges('stft', options, {
    side: oneOf('real', 'imag'),
    window: windowRange,
    scaling: orNull(oneOf('density', 'spectrum')),
    periodic: flag,
  })
  const { side = 'real', window = 'hann', scaling = 'density', periodic = false } = options
  const wave = side === 'real' ? Math.cos : Math.sin
  return {
    name: 'stft',
    fill: (shape) => {
      const [length = 0, inputs, frequencies = 0] = shape
      if (shape.length !== 3 || inputs !== 1) {
        throw new RangeError(`stft: expected a shape [window length, 1, frequencies], got [${shape}]`)
      }
      const values = window === null ? undefined : windowOf(window, length, periodic)
      const divisor = values && scaling ? norms[scaling](values) : 1
      const period = (frequencies - 1) * 2
      return Float32Array.from({ length: length * frequencies }, (_, i) => {
        const [time, frequency] = [Math.floor(i / frequencies), i % frequencies]
        return (wave((-2 * Math.PI * time * frequency) / period) * (values?.[time] ?? 1)) / divisor
      })
    },
  }
}

const norms = {
  density: (values: readonly number[]) => Math.hypot(...values),
  spectrum: (values: readonly number[]) => values.reduce((sum, x) => sum + Math.abs(x), 0),
} as const

const windowOf = (window: NonNullable<StftOptions['window']>, length: number, periodic: boolean): readonly number[] => {
  if (typeof window !== 'string') {
    if (window.length === length) return window
    throw new RangeError(
      `stft: the window must have the ${length} values of the shape's first axis, got ${window.length}`,
    )
  }
  if (length === 1) return [1]
  const last = periodic ? length : length - 1
  return Array.from({ length }, (_, time) =>
    cosineWindows[window].reduce(
      (sum, factor, k) => sum + (-1) ** k * factor * Math.cos((2 * Math.PI * k * time) / last),
      0,
    ),
  )
}
