import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { correction, square, towards } from './moments.js'

export interface AdamStep {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly learningRate: Value
  readonly step: Value
}

/** Adam's averages after a step, and the step itself: both bias corrections are folded into the step size, as in Keras. */
export const adamStep = (
  gradient: Value,
  old: { readonly m: Value; readonly v: Value; readonly vMax?: Value | undefined },
  { beta1, beta2, epsilon, learningRate, step }: AdamStep,
): { readonly m: Value; readonly v: Value; readonly vMax: Value; readonly move: Value } => {
  const alpha = ops.div(ops.mul(learningRate, ops.sqrt(correction(beta2, step))), correction(beta1, step))
  const m = towards(old.m, gradient, beta1)
  const v = towards(old.v, square(gradient), beta2)
  const vMax = old.vMax ? ops.maximum(old.vMax, v) : v
  return { m, v, vMax, move: ops.div(ops.mul(m, alpha), ops.add(ops.sqrt(vMax), epsilon)) }
}
