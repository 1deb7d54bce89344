import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, type Range } from '../ranges.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface LionOptions extends OptimizerOptions {
  /** Share of the mean in the direction of a step; default 0.9. */
  readonly beta1?: number | undefined
  /** Decay of the mean of gradients; default 0.99. */
  readonly beta2?: number | undefined
}

const aboveZero: Range = { text: 'a number in (0, 1]', holds: (x) => typeof x === 'number' && x > 0 && x <= 1 }

/** Lion (Chen et al., 2023): steps of one size, of which the signs alone follow from the gradients. */
export const lion = (options: LionOptions = {}): Optimizer => {
  return optimizer('lion', options, { beta1: aboveZero, beta2: fraction }, (given) => {
    const { beta1 = 0.9, beta2 = 0.99 } = given
    return {
      slots: (weight) => zeroSlots(weight, 'momentum'),
      update: ({ weight, gradient, slots, learningRate }) => {
        const blend = (beta: number) => ops.add(ops.mul(slots['momentum'] as Value, beta), ops.mul(gradient, 1 - beta))
        return {
          weight: ops.sub(weight, ops.mul(learningRate, ops.sign(blend(beta1)))),
          slots: { momentum: blend(beta2) },
        }
      },
    }
  })
}
