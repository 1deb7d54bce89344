import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, positive } from '../ranges.js'
import { correction, square, towards } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface LambOptions extends OptimizerOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
}

const norm = (x: Value): Value => ops.sqrt(ops.reduceSum(square(x)))

/** Lamb (You et al., 2020): Adam's steps, each as long as its weight is large; for large batches. */
export const lamb = (options: LambOptions = {}): Optimizer => {
  return optimizer('lamb', options, { beta1: fraction, beta2: fraction, epsilon: positive }, (given) => {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = given
    return {
      wholeTensors: true,
      slots: (weight) => zeroSlots(weight, 'm', 'v'),
      update: ({ weight, gradient, slots, learningRate, step }) => {
        const m = towards(slots['m'] as Value, gradient, beta1)
        const v = towards(slots['v'] as Value, square(gradient), beta2)
        const spread = ops.add(ops.sqrt(ops.div(v, correction(beta2, step))), epsilon)
        const move = ops.div(ops.div(m, correction(beta1, step)), spread)
        const [size, length] = [norm(weight), norm(move)]
        // 1 where either is 0
        const trusted = ops.and(ops.greater(size, 0), ops.greater(length, 0))
        const ratio = ops.where(trusted, ops.div(size, length), 1)
        return { weight: ops.sub(weight, ops.mul(ops.mul(ratio, learningRate), move)), slots: { m, v } }
      },
    }
  })
}
