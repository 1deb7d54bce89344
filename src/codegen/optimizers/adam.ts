import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { flag, fraction, positive } from '../ranges.js'
import { adamStep } from './adam-step.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
  /** Divides by the largest mean of squares seen so far (Reddi et al., 2018); default false. */
  readonly amsgrad?: boolean | undefined
}

/** Adam (Kingma & Ba, 2015), in Keras's form: the bias corrections are folded into the step size. */
export const adam = (options: AdamOptions = {}): Optimizer => makeAdam('adam', options)

/** Adam with decoupled weight decay (Loshchilov & Hutter, 2019); weightDecay defaults to 0.004. */
export const adamw = (options: AdamOptions = {}): Optimizer => makeAdam('adamw', options, 0.004)

const makeAdam = (name: string, options: AdamOptions, weightDecay?: number): Optimizer => {
  return optimizer(name, options, { beta1: fraction, beta2: fraction, epsilon: positive, amsgrad: flag }, (given) => {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false } = given
    return {
      slots: (weight) => zeroSlots(weight, 'sum', 'squares', ...(amsgrad ? ['most'] : [])),
      weightDecay: () => options.weightDecay ?? weightDecay,
      update: ({ weight, gradient, slots, learningRate, step }) => {
        const old = { sum: slots['sum'] as Value, squares: slots['squares'] as Value, most: slots['most'] }
        const { sum, squares, most, move } = adamStep(gradient, old, { beta1, beta2, epsilon, learningRate, step })
        return { weight: ops.sub(weight, move), slots: amsgrad ? { sum, squares, most } : { sum, squares } }
      },
    }
  })
}
