import type { Ops } from '../../codegen/ir/op.js'
import type { Value } from '../../codegen/ir/value.js'
import { standardization } from '../../codegen/lowering/standardization.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { InitializerLike } from '../initializers.js'
import { type NamedOptions, namedOptions } from '../layer.js'
import type { WeightSpec } from '../layer-definition.js'
import { type Steered, steeredWeight, weightOptions } from './kernel.js'

/* What the normalizations share. */

/** The option, or its default where null stands for one that is left out. */
export type Or<Option, Default> = null extends Option ? Default : Exclude<Option, null>

/** The axes, or the last where they are left out. */
export type OrLast<Axes> = Or<Axes, -1>

/** Options of a layer that scales what it normalizes by gamma, and shifts it by beta. */
export interface GammaBetaOptions<Scale extends boolean, Center extends boolean>
  extends NamedOptions,
    Steered<'beta'>,
    Steered<'gamma'> {
  /** Adds beta; default true. */
  readonly center?: Center | undefined
  /** Multiplies by gamma; default true. */
  readonly scale?: Scale | undefined
  /** Default 'zeros'. */
  readonly betaInitializer?: InitializerLike | undefined
  /** Default 'ones'. */
  readonly gammaInitializer?: InitializerLike | undefined
}

export const gammaBetaOptions = {
  ...namedOptions,
  center: flag,
  scale: flag,
  ...weightOptions('beta', 'gamma'),
} as const

/** Gamma and beta, as far as the options have them. */
export const gammaAndBeta = ({
  scale = true,
  center = true,
  ...options
}: GammaBetaOptions<boolean, boolean>): ((shape: readonly number[]) => WeightSpec)[] => [
  ...(scale ? [steeredWeight('gamma', options, 'ones')] : []),
  ...(center ? [steeredWeight('beta', options, 'zeros')] : []),
]

/** x by gamma and plus beta along these axes, as far as the options have them. */
export const scaledAndShifted = (
  x: Value,
  axes: readonly number[],
  { scale = true, center = true }: GammaBetaOptions<boolean, boolean>,
  weight: (name: string) => Value,
): Value => {
  const scaled = scale ? ops.mul(x, alongAxes(weight('gamma'), x, axes)) : x
  return center ? ops.add(scaled, alongAxes(weight('beta'), x, axes)) : scaled
}

/** Throws RangeError for an epsilon that is not positive. */
export const checkEpsilon = (layer: string, epsilon: number): void => {
  if (!(typeof epsilon === 'number' && epsilon > 0))
    throw new RangeError(`${layer}: epsilon must be positive, got ${describeValue(epsilon)}`)
}

/** (x - mean) / √(variance + epsilon), mean and biased variance over these axes. */
export const standardized = (x: Value, axes: readonly number[], epsilon: number, training: boolean): Value => {
  if (training) {
    const [y, root] = standardization(ops, x, { axes, epsilon })
    return ops.customGradient(y, [x], gradientOfStandardized, [y, root])
  }
  const centered = ops.sub(x, ops.reduceMean(x, { axes, keepDims: true }))
  return ops.div(centered, rootMeanSquare(centered, axes, epsilon, training))
}

/** Written in one go (Ba et al., 2016): going back through each step would pass over x twice as often. */
const gradientOfStandardized = (o: Ops, dy: Value, kept: readonly Value[]): readonly Value[] => {
  const [y, root] = kept as readonly [Value, Value]
  const axes = root.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []))
  const mean = (values: Value) => o.reduceMean(values, { axes, keepDims: true })
  const along = o.mul(y, mean(o.mul(dy, y)))
  return [o.div(o.sub(o.sub(dy, mean(dy)), along), root)]
}

/** √(mean of x² over these axes + epsilon). */
export const rootMeanSquare = (x: Value, axes: readonly number[], epsilon: number, training: boolean): Value => {
  // ONNX Runtime knows a normalization by its power of 2, and makes one operator of it where no gradient needs its parts
  const squares = training ? ops.mul(x, x) : ops.pow(x, 2)
  return ops.sqrt(ops.add(ops.reduceMean(squares, { axes, keepDims: true }), epsilon))
}

/** A weight that has these axes of x, ascending, laid along them, ready to broadcast. */
export const alongAxes = (weight: Value, x: Value, axes: readonly number[]): Value => {
  const [first = 0] = axes
  const behind = x.shape.slice(first)
  if (behind.length === axes.length) return weight
  return ops.reshape(
    weight,
    behind.map((_, i) => {
      const at = axes.indexOf(first + i)
      return at < 0 ? 1 : (weight.shape[at] as number)
    }),
  )
}
