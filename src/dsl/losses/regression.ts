import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { integer, positive } from '../../codegen/ranges.js'
import type { Along } from '../../shapes/target-axis.js'
import {
  type AxisOptions,
  axisLoss,
  type ErrorLoss,
  errorLoss,
  type Loss,
  loss,
  type ReductionOptions,
} from './loss.js'
import { cosine, epsilon, lastMean, square } from './probabilities.js'

/** mean((output - target)²) over the last axis. */
export const meanSquaredError: ErrorLoss = errorLoss('meanSquaredError', (target, output) =>
  lastMean(square(ops.sub(output, target))),
)

/** mean(|output - target|) over the last axis. */
export const meanAbsoluteError: ErrorLoss = errorLoss('meanAbsoluteError', (target, output) =>
  lastMean(ops.abs(ops.sub(output, target))),
)

/** 100 · mean(|output - target| / |target|) over the last axis; |target| is at least 1e-7. */
export const meanAbsolutePercentageError: ErrorLoss = errorLoss('meanAbsolutePercentageError', (target, output) => {
  const share = ops.div(ops.sub(output, target), ops.maximum(ops.abs(target), epsilon))
  return ops.mul(lastMean(ops.abs(share)), 100)
})

const logOf1 = (x: Value): Value => ops.log(ops.add(ops.maximum(x, epsilon), 1))

/** mean((log(1 + output) - log(1 + target))²) over the last axis; both are at least 1e-7. */
export const meanSquaredLogarithmicError: ErrorLoss = errorLoss('meanSquaredLogarithmicError', (target, output) =>
  lastMean(square(ops.sub(logOf1(output), logOf1(target)))),
)

/** mean(log(cosh(output - target))) over the last axis: about the squared error's half near 0, about linear far from it. */
export const logCosh: ErrorLoss = errorLoss('logCosh', (target, output) => {
  const error = ops.sub(output, target)
  return lastMean(ops.sub(ops.add(error, ops.softplus(ops.mul(error, -2))), Math.LN2))
})

export interface HuberOptions extends ReductionOptions {
  /** Where it turns from squared to linear; default 1. */
  readonly delta?: number | undefined
}

/** Half the squared error up to `delta` (default 1), linear beyond (Huber, 1964), averaged over the last axis. */
export const huber = (options: HuberOptions = {}): Loss<'sameShape'> =>
  loss('huber', 'sameShape', options, { delta: positive }, ({ delta = 1 }) => {
    return {
      call: (target, output) => {
        const size = ops.abs(ops.sub(output, target))
        const near = ops.minimum(size, delta)
        return lastMean(ops.add(ops.mul(ops.mul(near, near), 0.5), ops.mul(ops.sub(size, near), delta)))
      },
    }
  })

export interface CosineSimilarityOptions<Axis extends number = number> extends ReductionOptions, AxisOptions<Axis> {}

/** The negative cosine of the angle between target and output along an axis, by default the last: -1 where they point the same way. */
export const cosineSimilarity = <const Axis extends number = -1>(
  options: CosineSimilarityOptions<Axis> = {},
): Loss<Along<'sameShape', Axis>> =>
  axisLoss('cosineSimilarity', 'sameShape', options, { axis: integer }, () => ({
    call: (target, output) => ops.neg(cosine(target, output)),
  }))
