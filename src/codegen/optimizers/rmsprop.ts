import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { checkRanges, flag, fraction, type Optimizer, type OptimizerOptions, positive } from './optimizer.js'

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean of squared gradients; default 0.9. */
  readonly rho?: number
  /** Share of the last step that is repeated; default 0. */
  readonly momentum?: number
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number
  /** Divides by the gradient's estimated deviation instead of its root mean square; default false. */
  readonly centered?: boolean
}

/** RMSprop (Hinton, 2012, lecture 6e), in Keras's form: epsilon stands under the root. */
export const rmsprop = (options: RmspropOptions = {}): Optimizer => {
  const { learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false } = options
  checkRanges('rmsprop', options, { rho: fraction, momentum: fraction, epsilon: positive, centered: flag })
  return {
    name: 'rmsprop',
    options,
    learningRate,
    slots: ['velocity', ...(momentum > 0 ? ['momentum'] : []), ...(centered ? ['average'] : [])],
    update: ({ weight, gradient, slots, learningRate: rate }) => {
      const blend = (slot: string, x: Value) => ops.add(ops.mul(slots[slot] as Value, rho), ops.mul(x, 1 - rho))
      const velocity = blend('velocity', ops.mul(gradient, gradient))
      const average = centered ? blend('average', gradient) : undefined
      const spread = ops.add(average ? ops.sub(velocity, ops.mul(average, average)) : velocity, epsilon)
      const increment = ops.div(ops.mul(rate, gradient), ops.sqrt(spread))
      const kept = { velocity, ...(average && { average }) }
      if (momentum === 0) return { weight: ops.sub(weight, increment), slots: kept }
      const moved = ops.add(ops.mul(slots['momentum'] as Value, momentum), increment)
      return { weight: ops.sub(weight, moved), slots: { ...kept, momentum: moved } }
    },
  }
}
