import { oneOf, positive, type Range } from '../../codegen/ranges.js'
import { elementCount } from '../../runtime/elements.js'
import { fillUniform } from '../../runtime/random.js'
import { atOnceOnly, filled, filledByParts, type Initializer, type SeedOptions, seeded } from './initializer.js'
import { cutDeviation, cutNormal, normal } from './normal.js'

export interface FanOptions extends SeedOptions {
  /** The axes whose product is the fan-in, with outputAxes; by default all but the last. */
  readonly inputAxes?: readonly number[] | undefined
  /** The axes whose product is the fan-out, with inputAxes; by default all but the last but one. */
  readonly outputAxes?: readonly number[] | undefined
}

export interface VarianceScalingOptions extends FanOptions {
  /** Default 1. */
  readonly scale?: number | undefined
  /** What the variance is divided by: inputs, outputs, or the mean of both; default 'fanIn'. */
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg' | undefined
  /** 'truncatedNormal' (default) is cut at two deviations, and so wide that its variance is still the same. */
  readonly distribution?: 'truncatedNormal' | 'untruncatedNormal' | 'uniform' | undefined
}

const axes: Range = {
  text: 'a list of integers',
  holds: (x) => Array.isArray(x) && x.every(Number.isInteger),
}
const fanRanges = { inputAxes: axes, outputAxes: axes }

/** Inputs and outputs that one unit sees: of [in, out], or [...window, in, out], as Keras counts them. */
const fansOf = (
  name: string,
  shape: readonly number[],
  { inputAxes, outputAxes }: FanOptions,
): { readonly fanIn: number; readonly fanOut: number } => {
  if (inputAxes && outputAxes) {
    const product = (along: readonly number[]) =>
      along.reduce((size, axis) => {
        const dim = shape.at(axis)
        if (dim === undefined) throw new RangeError(`${name}: shape [${shape}] has no axis ${axis}`)
        return size * dim
      }, 1)
    return { fanIn: product(inputAxes), fanOut: product(outputAxes) }
  }
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 }
  const window = elementCount(shape.slice(0, -2))
  return { fanIn: window * (shape.at(-2) as number), fanOut: window * (shape.at(-1) as number) }
}

type Distribution = Pick<VarianceScalingOptions, 'scale' | 'mode' | 'distribution'>

/** `layerAxes` are a layer's, which its weights have; those of the options a shape may lack. */
const scaled = <O extends FanOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, keyof FanOptions>, Range>>,
  distributionOf: (options: O) => Distribution,
  layerAxes: FanOptions = {},
): Initializer => {
  const made = seeded<FanOptions>(name, options, { ...fanRanges, ...ranges }, (given, shape, random) => {
    const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal' } = distributionOf(given as O)
    const { fanIn, fanOut } = fansOf(name, shape, { ...given, ...layerAxes })
    const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]
    const variance = scale / Math.max(1, fan)
    if (distribution === 'uniform')
      return filledByParts(shape, (part) => fillUniform(part, random, Math.sqrt(3 * variance)))
    if (distribution === 'untruncatedNormal') return filled(shape, () => normal(random) * Math.sqrt(variance))
    const deviation = Math.sqrt(variance) / cutDeviation
    return filled(shape, () => cutNormal(random) * deviation)
  })
  if ((options.inputAxes === undefined) !== (options.outputAxes === undefined)) {
    throw new TypeError(`${name}: inputAxes and outputAxes go together; give both`)
  }
  // a shape may not have these axes
  if (options.inputAxes) return atOnceOnly(made)
  const own = { ...options }
  return {
    ...made,
    along: (inputAxes, outputAxes) => scaled(name, own, ranges, distributionOf, { inputAxes, outputAxes }),
  }
}

/** Uniform or normal with variance scale / fan, of which the other ones here are cases. Keras's `VarianceScaling`. */
export const varianceScaling = (options: VarianceScalingOptions = {}): Initializer =>
  scaled(
    'varianceScaling',
    options,
    {
      scale: positive,
      mode: oneOf('fanIn', 'fanOut', 'fanAvg'),
      distribution: oneOf('truncatedNormal', 'untruncatedNormal', 'uniform'),
    },
    (given) => given,
  )

const named =
  (name: string, distribution: Distribution) =>
  (options: FanOptions = {}): Initializer =>
    scaled(name, options, {}, () => distribution)

/** Uniform with variance 2 / (fan-in + fan-out) (Glorot & Bengio, 2010). */
export const glorotUniform = named('glorotUniform', { mode: 'fanAvg', distribution: 'uniform' })
/** Truncated normal with variance 2 / (fan-in + fan-out) (Glorot & Bengio, 2010). */
export const glorotNormal = named('glorotNormal', { mode: 'fanAvg' })
/** Uniform with variance 2 / fan-in (He et al., 2015). */
export const heUniform = named('heUniform', { scale: 2, distribution: 'uniform' })
/** Truncated normal with variance 2 / fan-in (He et al., 2015). */
export const heNormal = named('heNormal', { scale: 2 })
/** Uniform with variance 1 / fan-in (LeCun et al., 1998). */
export const lecunUniform = named('lecunUniform', { distribution: 'uniform' })
/** Truncated normal with variance 1 / fan-in (LeCun et al., 1998). */
export const lecunNormal = named('lecunNormal', {})
