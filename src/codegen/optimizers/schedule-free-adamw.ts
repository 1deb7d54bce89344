import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, integerFrom, positive, type Range } from '../ranges.js'
import { correction, square, towards } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface ScheduleFreeAdamwOptions extends OptimizerOptions {
  /** Share of the average in the weights; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number | undefined
  /** Keeps the division finite; default 1e-8. */
  readonly epsilon?: number | undefined
  /** Steps in which the learning rate rises from 0; default 0. */
  readonly warmupSteps?: number | undefined
}

const inside: Range = { text: 'a number in (0, 1)', holds: (x) => typeof x === 'number' && x > 0 && x < 1 }

/** Schedule-free AdamW (Defazio et al., 2024): an average of all weights so far in place of a falling learning rate. Keras's form. */
export const scheduleFreeAdamw = (options: ScheduleFreeAdamwOptions = {}): Optimizer => {
  return optimizer(
    'scheduleFreeAdamw',
    options,
    { beta1: inside, beta2: fraction, epsilon: positive, warmupSteps: integerFrom(0) },
    (given) => {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, warmupSteps = 0 } = given
      const blend = (a: Value, b: Value, share: Value | number) =>
        ops.add(ops.mul(a, ops.sub(1, share)), ops.mul(b, share))
      return {
        slots: (weight) => zeroSlots(weight, 'momentum', 'v'),
        update: ({ weight, undecayed, gradient, slots, learningRate, step }) => {
          const rate =
            warmupSteps > 0 ? ops.mul(learningRate, ops.minimum(ops.div(step, warmupSteps), 1)) : learningRate
          // it begins where the weight does
          const old = ops.where(ops.equal(step, 1), undecayed, slots['momentum'] as Value)
          const v = towards(slots['v'] as Value, square(gradient), beta2)
          const spread = ops.add(ops.sqrt(ops.div(v, correction(beta2, step))), epsilon)
          const momentum = ops.sub(old, ops.div(ops.mul(rate, gradient), spread))
          const average = ops.div(ops.sub(weight, ops.mul(old, 1 - beta1)), beta1)
          const next = blend(average, momentum, ops.div(1, step))
          return { weight: blend(momentum, next, beta1), slots: { momentum, v } }
        },
      }
    },
    0.0025,
  )
}
