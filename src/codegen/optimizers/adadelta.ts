import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { fraction, positive } from '../ranges.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface AdadeltaOptions extends OptimizerOptions {
  /** Share of the means of squares that each step keeps; default 0.95. */
  readonly rho?: number | undefined
  /** Keeps the division finite, and starts the first step; default 1e-7. */
  readonly epsilon?: number | undefined
}

/** Adadelta (Zeiler, 2012): steps of the size of those before, not of the gradient's. learningRate 1 is the paper's form. */
export const adadelta = (options: AdadeltaOptions = {}): Optimizer => {
  return optimizer('adadelta', options, { rho: fraction, epsilon: positive }, (given) => {
    const { rho = 0.95, epsilon = 1e-7 } = given
    const rms = (x: Value) => ops.sqrt(ops.add(x, epsilon))
    const blend = (old: Value, x: Value) => ops.add(ops.mul(old, rho), ops.mul(square(x), 1 - rho))
    return {
      slots: (weight) => zeroSlots(weight, 'accumulatedGradient', 'accumulatedDelta'),
      update: ({ weight, gradient, slots, learningRate }) => {
        const deltas = slots['accumulatedDelta'] as Value
        const accumulatedGradient = blend(slots['accumulatedGradient'] as Value, gradient)
        const delta = ops.div(ops.mul(rms(deltas), gradient), rms(accumulatedGradient))
        return {
          weight: ops.sub(weight, ops.mul(learningRate, delta)),
          slots: { accumulatedGradient, accumulatedDelta: blend(deltas, delta) },
        }
      },
    }
  })
}
