import { scalar, type Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, positive } from '../ranges.js'
import { correction, square, towards } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface NadamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
}

/** Adam with Nesterov's momentum, which warms up (Dozat, 2016). Keras's form. */
export const nadam = (options: NadamOptions = {}): Optimizer => {
  return optimizer('nadam', options, { beta1: fraction, beta2: fraction, epsilon: positive }, (given) => {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = given
    /** The momentum of a step. */
    const momentumAt = (step: Value) => ops.mul(beta1, ops.sub(1, ops.mul(0.5, ops.pow(scalar(0.96), step))))
    return {
      slots: (weight) => zeroSlots(weight, 'm', 'v'),
      // the product of all momenta so far
      shared: {
        slots: { momentumProduct: { shape: [], initial: 1 } },
        update: ({ momentumProduct }, step) => ({
          momentumProduct: ops.mul(momentumProduct as Value, momentumAt(step)),
        }),
      },
      update: ({ weight, gradient, slots, shared, learningRate, step }) => {
        const product = shared['momentumProduct'] as Value
        const [now, next] = [momentumAt(step), momentumAt(ops.add(step, 1))]
        const m = towards(slots['m'] as Value, gradient, beta1)
        const v = towards(slots['v'] as Value, square(gradient), beta2)
        const ahead = ops.add(
          ops.div(ops.mul(next, m), ops.sub(1, ops.mul(product, next))),
          ops.div(ops.mul(ops.sub(1, now), gradient), ops.sub(1, product)),
        )
        const spread = ops.add(ops.sqrt(ops.div(v, correction(beta2, step))), epsilon)
        return { weight: ops.sub(weight, ops.div(ops.mul(ahead, learningRate), spread)), slots: { m, v } }
      },
    }
  })
}
