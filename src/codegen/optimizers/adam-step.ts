import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { correction, fadingSum, square } from './moments.js'

export interface AdamStep {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly learningRate: Value
  readonly step: Value
}

/** What Adam keeps of a weight: sums that fade, which are its averages divided by 1 - beta; that takes fewer passes over memory. */
export interface AdamSums {
  /** Of gradients: beta1 · sum + gradient. */
  readonly sum: Value
  /** Of squared gradients, likewise by beta2. */
  readonly squares: Value
  /** The largest of those so far. */
  readonly most?: Value | undefined
}

/** Adam's sums after a step, and the step itself: the bias corrections, and what turns sums into averages, are folded into the step size. */
export const adamStep = (
  gradient: Value,
  old: AdamSums,
  { beta1, beta2, epsilon, learningRate, step }: AdamStep,
): { readonly sum: Value; readonly squares: Value; readonly most: Value; readonly move: Value } => {
  const root = Math.sqrt(1 - beta2)
  const rate = ops.mul(learningRate, (1 - beta1) / root)
  // infinite at a rate of 0, which divides to a move of exactly 0
  const perStep = ops.div(correction(beta1, step), ops.mul(rate, ops.sqrt(correction(beta2, step))))
  const sum = fadingSum(old.sum, gradient, beta1)
  const squares = fadingSum(old.squares, square(gradient), beta2)
  const most = old.most ? ops.maximum(old.most, squares) : squares
  // the divisor is scaled, not the sum, which is kept: the runtime works on the divisor in place
  const move = ops.div(sum, ops.mul(ops.add(ops.sqrt(most), epsilon / root), perStep))
  return { sum, squares, most, move }
}
