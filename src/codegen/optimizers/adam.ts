import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { checkRanges, flag, fraction, type Optimizer, type OptimizerOptions, positive } from './optimizer.js'

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number
  /** Divides by the largest mean of squares seen so far (Reddi et al., 2018); default false. */
  readonly amsgrad?: boolean
}

/** Adam (Kingma & Ba, 2015), in Keras's form: the bias corrections are folded into the step size. */
export const adam = (options: AdamOptions = {}): Optimizer => makeAdam('adam', options)

/** Adam with decoupled weight decay (Loshchilov & Hutter, 2019); weightDecay defaults to 0.004. */
export const adamw = (options: AdamOptions = {}): Optimizer => makeAdam('adamw', { weightDecay: 0.004, ...options })

const makeAdam = (name: string, options: AdamOptions): Optimizer => {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false } = options
  checkRanges(name, options, { beta1: fraction, beta2: fraction, epsilon: positive, amsgrad: flag })
  return {
    name,
    options,
    learningRate,
    slots: amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'],
    update: ({ weight, gradient, slots, learningRate: rate, step }) => {
      const correction = (beta: number) => ops.sub(1, ops.pow(beta, step))
      const alpha = ops.div(ops.mul(rate, ops.sqrt(correction(beta2))), correction(beta1))
      const towards = (old: Value, target: Value, beta: number) => ops.add(old, ops.mul(ops.sub(target, old), 1 - beta))
      const m = towards(slots['m'] as Value, gradient, beta1)
      const v = towards(slots['v'] as Value, ops.mul(gradient, gradient), beta2)
      const vMax = amsgrad ? ops.maximum(slots['vMax'] as Value, v) : v
      const move = ops.div(ops.mul(m, alpha), ops.add(ops.sqrt(vMax), epsilon))
      return { weight: ops.sub(weight, move), slots: amsgrad ? { m, v, vMax } : { m, v } }
    },
  }
}
