import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { checkRanges, flag, fraction, type Optimizer, type OptimizerOptions } from './optimizer.js'

export interface SgdOptions extends OptimizerOptions {
  /** Share of the last step that is repeated; default 0. */
  readonly momentum?: number
  /** Looks ahead along the momentum; default false. */
  readonly nesterov?: boolean
}

/** Gradient descent, with momentum (Sutskever et al., 2013) where asked; Keras's definition and defaults. */
export const sgd = (options: SgdOptions = {}): Optimizer => {
  const { learningRate = 0.01, momentum = 0, nesterov = false } = options
  checkRanges('sgd', options, { momentum: fraction, nesterov: flag })
  return {
    name: 'sgd',
    options,
    learningRate,
    slots: momentum > 0 ? ['momentum'] : [],
    update: ({ weight, gradient, slots, learningRate: rate }) => {
      const step = ops.mul(gradient, rate)
      if (momentum === 0) return { weight: ops.sub(weight, step), slots: {} }
      const velocity = ops.sub(ops.mul(slots['momentum'] as Value, momentum), step)
      const move = nesterov ? ops.sub(ops.mul(velocity, momentum), step) : velocity
      return { weight: ops.add(weight, move), slots: { momentum: velocity } }
    },
  }
}
