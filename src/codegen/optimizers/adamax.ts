import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, positive } from '../ranges.js'
import { correction, towards } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface AdamaxOptions extends OptimizerOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the largest gradient; default 0.999. */
  readonly beta2?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
}

/** Adamax (Kingma & Ba, 2015, section 7.1): Adam by the infinity norm. */
export const adamax = (options: AdamaxOptions = {}): Optimizer => {
  return optimizer('adamax', options, { beta1: fraction, beta2: fraction, epsilon: positive }, (given) => {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = given
    return {
      slots: (weight) => zeroSlots(weight, 'm', 'u'),
      update: ({ weight, gradient, slots, learningRate, step }) => {
        const m = towards(slots['m'] as Value, gradient, beta1)
        const u = ops.maximum(ops.mul(slots['u'] as Value, beta2), ops.abs(gradient))
        const move = ops.div(ops.mul(learningRate, m), ops.mul(correction(beta1, step), ops.add(u, epsilon)))
        return { weight: ops.sub(weight, move), slots: { m, u } }
      },
    }
  })
}
