import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, flag } from '../../codegen/ranges.js'
import { type Activation, plain } from './activation.js'
import { cutAt6 } from './rectifiers.js'

/* x times how much of it is let through. */

const { add, div, erf, mul, softplus } = ops

export interface GeluOptions {
  /** By tanh, as in GPT-2, not by the normal distribution function itself; default false. */
  readonly approximate?: boolean | undefined
}

const hardGate = (x: Value): Value => div(cutAt6(add(x, 3)), 6)

/** x · sigmoid(x), also called swish */
export const silu = plain('silu', (x) => mul(x, ops.sigmoid(x)))

/** relu6(x + 3) / 6 */
export const hardSigmoid = plain('hardSigmoid', hardGate)

/** x · hardSigmoid(x), also called hard swish */
export const hardSilu = plain('hardSilu', (x) => mul(x, hardGate(x)))

/** x times the normal distribution function of x (Hendrycks & Gimpel, 2016) */
export const gelu = (options: GeluOptions = {}): Activation => {
  checkRanges('gelu', options, { approximate: flag })
  const twice = (x: Value): Value =>
    options.approximate
      ? ops.tanh(mul(mul(x, add(mul(mul(x, x), 0.044715), 1)), Math.sqrt(2 / Math.PI)))
      : erf(mul(x, Math.SQRT1_2))
  return { name: 'gelu', call: (x) => mul(mul(x, 0.5), add(twice(x), 1)) }
}

/** x · tanh(softplus(x)) (Misra, 2019) */
export const mish = plain('mish', (x) => mul(x, ops.tanh(softplus(x))))
