import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { nonNegative, nonPositive } from '../ranges.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer } from './optimizer.js'

export interface FtrlOptions extends OptimizerOptions {
  /** How the step size shrinks with the sum of squared gradients, 0 or less; default -0.5. */
  readonly learningRatePower?: number | undefined
  /** What the sums of squared gradients begin with; default 0.1. */
  readonly initialAccumulatorValue?: number | undefined
  /** Default 0. */
  readonly l1RegularizationStrength?: number | undefined
  /** A penalty that steadies; default 0. */
  readonly l2RegularizationStrength?: number | undefined
  /** A penalty on the size of weights; default 0. */
  readonly l2ShrinkageRegularizationStrength?: number | undefined
  /** The beta of the paper; default 0. */
  readonly beta?: number | undefined
}

/** Follow the regularized leader (McMahan et al., 2013), for wide and sparse models. Keras's form; needs a learningRate above 0. */
export const ftrl = (options: FtrlOptions = {}): Optimizer => {
  return optimizer(
    'ftrl',
    options,
    {
      learningRatePower: nonPositive,
      initialAccumulatorValue: nonNegative,
      l1RegularizationStrength: nonNegative,
      l2RegularizationStrength: nonNegative,
      l2ShrinkageRegularizationStrength: nonNegative,
      beta: nonNegative,
    },
    (given) => {
      const { learningRatePower = -0.5, initialAccumulatorValue = 0.1, beta = 0 } = given
      const { l1RegularizationStrength: l1 = 0, l2RegularizationStrength: l2 = 0 } = given
      const { l2ShrinkageRegularizationStrength: shrinkage = 0 } = given
      return {
        slots: ({ shape }) => ({
          accumulator: { shape, initial: initialAccumulatorValue },
          linear: { shape, initial: 0 },
        }),
        update: ({ weight, gradient, slots, learningRate }) => {
          const old = slots['accumulator'] as Value
          const accumulator = ops.add(old, square(gradient))
          const scale = (sum: Value) => ops.div(ops.pow(sum, -learningRatePower), learningRate)
          const shrunk = ops.add(gradient, ops.mul(weight, 2 * shrinkage))
          const change = ops.sub(shrunk, ops.mul(ops.sub(scale(accumulator), scale(old)), weight))
          const linear = ops.add(slots['linear'] as Value, change)
          const steadying = ops.add(ops.div(beta, learningRate), 2 * l2)
          const clipped = ops.minimum(ops.maximum(linear, -l1), l1)
          return {
            weight: ops.div(ops.sub(clipped, linear), ops.add(scale(accumulator), steadying)),
            slots: { accumulator, linear },
          }
        },
      }
    },
  )
}
