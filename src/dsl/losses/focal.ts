import type { Operand } from '../../codegen/ir/op.js'
import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag, nonNegative, oneOrMore, share } from '../../codegen/ranges.js'
import type { Along } from '../../shapes/target-axis.js'
import { type CrossentropyOptions, crossentropyRanges } from './crossentropy.js'
import { axisLoss, type Loss } from './loss.js'
import {
  binaryLogLoss,
  clipProbability,
  epsilon,
  lastMean,
  lastSum,
  logProbabilities,
  smoothed,
  smoothedBits,
} from './probabilities.js'

export interface BinaryFocalOptions<Axis extends number = number> extends CrossentropyOptions<Axis> {
  /** Weighs class 1 by alpha and class 0 by 1 - alpha; default false. */
  readonly applyClassBalancing?: boolean | undefined
  /** The weight of class 1 where classes are balanced; default 0.25. */
  readonly alpha?: number | undefined
  /** How much less what is easy counts: the exponent of 1 - p; default 2. */
  readonly gamma?: number | undefined
}

export interface CategoricalFocalOptions<Axis extends number = number> extends CrossentropyOptions<Axis> {
  /** The weight of all classes, or of each; default 0.25. */
  readonly alpha?: number | readonly number[] | undefined
  /** How much less what is easy counts: the exponent of 1 - p; default 2. */
  readonly gamma?: number | undefined
}

export const binaryFocalRanges = {
  ...crossentropyRanges,
  applyClassBalancing: flag,
  alpha: share,
  gamma: nonNegative,
} as const
export const categoricalFocalRanges = {
  ...crossentropyRanges,
  alpha: oneOrMore('such', nonNegative),
  gamma: nonNegative,
} as const

/** (1 - p)^gamma. Below an exponent of 1 the gradient has no end at 0, which is kept away from. */
const focus = (missing: Value, gamma: number): Operand => {
  if (gamma === 0) return 1
  return ops.pow(gamma < 1 ? ops.maximum(missing, epsilon) : missing, gamma)
}

/** Binary cross-entropy by (1 - p of the right answer)^gamma (Lin et al., 2017), averaged over the last axis. */
export const binaryFocalCrossentropy = <const Axis extends number = -1>(
  options: BinaryFocalOptions<Axis> = {},
): Loss<Along<'sameShape', Axis>> => {
  const name = 'binaryFocalCrossentropy'
  return axisLoss(name, 'sameShape', options, binaryFocalRanges, (given) => {
    const { applyClassBalancing = false, alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0 } = given
    return {
      call: (target, output) => {
        const smooth = smoothedBits(target, labelSmoothing)
        const other = ops.sub(1, smooth)
        const p = fromLogits ? ops.sigmoid(output) : output
        const right = ops.add(ops.mul(smooth, p), ops.mul(other, ops.sub(1, p)))
        const focal = ops.mul(focus(ops.sub(1, right), gamma), binaryLogLoss(smooth, output, fromLogits))
        if (!applyClassBalancing) return lastMean(focal)
        return lastMean(ops.mul(ops.add(ops.mul(smooth, alpha), ops.mul(other, 1 - alpha)), focal))
      },
    }
  })
}

/** -sum(alpha · (1 - p)^gamma · target · log p) (Lin et al., 2017), for one-hot or soft targets. */
export const categoricalFocalCrossentropy = <const Axis extends number = -1>(
  options: CategoricalFocalOptions<Axis> = {},
): Loss<Along<'sameShape', Axis>> => {
  const name = 'categoricalFocalCrossentropy'
  return axisLoss(name, 'sameShape', options, categoricalFocalRanges, (given) => {
    const { alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0 } = given
    return {
      call: (target, output) => {
        const logs = logProbabilities(output, fromLogits)
        const missing = ops.sub(1, clipProbability(ops.exp(logs)))
        const weight = ops.mul(focus(missing, gamma), alphaOf(name, alpha, output))
        return ops.neg(lastSum(ops.mul(weight, ops.mul(smoothed(name, target, labelSmoothing), logs))))
      },
    }
  })
}

const alphaOf = (name: string, alpha: number | readonly number[], output: Value): Value => {
  const classes = output.shape.at(-1)
  if (typeof alpha === 'number' || typeof classes !== 'number' || classes === alpha.length) {
    return constant(alpha, 'float32')
  }
  throw new RangeError(`${name}: alpha must be a number, or ${classes}, one for each class, got ${alpha.length}`)
}
