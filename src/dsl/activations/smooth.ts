import * as ops from '../../codegen/ops/index.js'
import { checkRanges, nonNegative } from '../../codegen/ranges.js'
import { type Activation, plain } from './activation.js'
import { cut } from './squashing.js'

/* Smooth relatives of relu, and what is made of exp. */

const { add, mul, neg, sub } = ops

export interface SquareplusOptions {
  /** How smooth it is: the result at 0 is √b / 2; default 4. */
  readonly b?: number | undefined
}

/** log(1 + exp(x)) */
export const softplus = plain('softplus', (x) => ops.softplus(x))

/** log(sigmoid(x)) */
export const logSigmoid = plain('logSigmoid', (x) => neg(ops.softplus(neg(x))))

/** exp(x) */
export const exponential = plain('exponential', (x) => ops.exp(x))

/** (x + √(x² + b)) / 2 (Barron, 2021) */
export const squareplus = (options: SquareplusOptions = {}): Activation => {
  checkRanges('squareplus', options, { b: nonNegative })
  const { b = 4 } = options
  return { name: 'squareplus', call: (x) => mul(add(x, ops.sqrt(add(mul(x, x), b))), 0.5) }
}

/** 0 up to -1, (x + 1)² / 4 up to 1, x beyond */
export const sparsePlus = plain('sparsePlus', (x) => {
  const inside = add(cut(x, -1, 1), 1)
  return add(mul(mul(inside, inside), 0.25), ops.relu(sub(x, 1)))
})
