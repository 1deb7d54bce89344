import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { nonNegative, positive } from '../ranges.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer } from './optimizer.js'

export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squared gradients begin with; default 0.1. */
  readonly initialAccumulatorValue?: number | undefined
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number | undefined
}

/** Adagrad (Duchi et al., 2011): each element's steps shrink with the sum of its squared gradients. Keras's form. */
export const adagrad = (options: AdagradOptions = {}): Optimizer => {
  return optimizer('adagrad', options, { initialAccumulatorValue: nonNegative, epsilon: positive }, (given) => {
    const { initialAccumulatorValue = 0.1, epsilon = 1e-7 } = given
    return {
      slots: ({ shape }) => ({ accumulator: { shape, initial: initialAccumulatorValue } }),
      update: ({ weight, gradient, slots, learningRate }) => {
        const accumulator = ops.add(slots['accumulator'] as Value, square(gradient))
        const move = ops.div(ops.mul(learningRate, gradient), ops.sqrt(ops.add(accumulator, epsilon)))
        return { weight: ops.sub(weight, move), slots: { accumulator } }
      },
    }
  })
}
