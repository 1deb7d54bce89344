import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, nonNegative } from '../../codegen/ranges.js'
import { type Activation, plain } from './activation.js'

/* What goes into bounds, and what is left of x without that. */

const { abs, add, div, greater, maximum, minimum, mul, sub, where } = ops

export interface ShrinkOptions {
  /** How far from 0 the result is 0; default 0.5. */
  readonly threshold?: number | undefined
}

export const cut = (x: Value, low: number, high: number): Value => minimum(maximum(x, low), high)

/** 1 / (1 + exp(-x)) */
export const sigmoid = plain('sigmoid', (x) => ops.sigmoid(x))

/** 0 up to -1, (x + 1) / 2 up to 1, 1 beyond */
export const sparseSigmoid = plain('sparseSigmoid', (x) => mul(add(cut(x, -1, 1), 1), 0.5))

/** x / (1 + |x|) */
export const softsign = plain('softsign', (x) => div(x, add(abs(x), 1)))

export const tanh = plain('tanh', (x) => ops.tanh(x))

/** x cut to [-1, 1] */
export const hardTanh = plain('hardTanh', (x) => cut(x, -1, 1))

/** x - tanh(x) */
export const tanhShrink = plain('tanhShrink', (x) => sub(x, ops.tanh(x)))

/** x where |x| is above the threshold, else 0 */
export const hardShrink = (options: ShrinkOptions = {}): Activation => {
  checkRanges('hardShrink', options, { threshold: nonNegative })
  const { threshold = 0.5 } = options
  return { name: 'hardShrink', call: (x) => where(greater(abs(x), threshold), x, 0) }
}

/** x moved towards 0 by the threshold, and 0 within that */
export const softShrink = (options: ShrinkOptions = {}): Activation => {
  checkRanges('softShrink', options, { threshold: nonNegative })
  const { threshold = 0.5 } = options
  return { name: 'softShrink', call: (x) => sub(x, cut(x, -threshold, threshold)) }
}
