import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { flag, fraction } from '../ranges.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface SgdOptions extends OptimizerOptions {
  /** Share of the last step that is repeated; default 0. */
  readonly momentum?: number | undefined
  /** Looks ahead along the momentum; default false. */
  readonly nesterov?: boolean | undefined
}

/** Gradient descent, with momentum (Sutskever et al., 2013) where asked; Keras's definition and defaults. */
export const sgd = (options: SgdOptions = {}): Optimizer => {
  return optimizer(
    'sgd',
    options,
    { momentum: fraction, nesterov: flag },
    (given) => {
      const { momentum = 0, nesterov = false } = given
      return {
        slots: (weight) => (momentum > 0 ? zeroSlots(weight, 'momentum') : {}),
        update: ({ weight, gradient, slots, learningRate }) => {
          const step = ops.mul(gradient, learningRate)
          if (momentum === 0) return { weight: ops.sub(weight, step), slots: {} }
          const velocity = ops.sub(ops.mul(slots['momentum'] as Value, momentum), step)
          const move = nesterov ? ops.sub(ops.mul(velocity, momentum), step) : velocity
          return { weight: ops.add(weight, move), slots: { momentum: velocity } }
        },
      }
    },
    0.01,
  )
}
