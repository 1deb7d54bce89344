import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { flag, fraction, positive } from '../ranges.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean of squared gradients; default 0.9. */
  readonly rho?: number | undefined
  /** Share of the last step that is repeated; default 0. */
  readonly momentum?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
  /** Divides by the gradient's estimated deviation instead of its root mean square; default false. */
  readonly centered?: boolean | undefined
}

/** RMSprop (Hinton, 2012, lecture 6e), in Keras's form: epsilon stands under the root. */
export const rmsprop = (options: RmspropOptions = {}): Optimizer => {
  return optimizer(
    'rmsprop',
    options,
    { rho: fraction, momentum: fraction, epsilon: positive, centered: flag },
    (given) => {
      const { rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false } = given
      const names = ['velocity', ...(momentum > 0 ? ['momentum'] : []), ...(centered ? ['average'] : [])]
      return {
        slots: (weight) => zeroSlots(weight, ...names),
        update: ({ weight, gradient, slots, learningRate }) => {
          const blend = (slot: string, x: Value) => ops.add(ops.mul(slots[slot] as Value, rho), ops.mul(x, 1 - rho))
          const velocity = blend('velocity', square(gradient))
          const average = centered ? blend('average', gradient) : undefined
          const spread = ops.add(average ? ops.sub(velocity, square(average)) : velocity, epsilon)
          const increment = ops.div(ops.mul(learningRate, gradient), ops.sqrt(spread))
          const kept = { velocity, ...(average && { average }) }
          if (momentum === 0) return { weight: ops.sub(weight, increment), slots: kept }
          const moved = ops.add(ops.mul(slots['momentum'] as Value, momentum), increment)
          return { weight: ops.sub(weight, moved), slots: { ...kept, momentum: moved } }
        },
      }
    },
  )
}
