import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, finite, nonNegative, orNull, positive } from '../../codegen/ranges.js'
import { type Activation, plain } from './activation.js'
import { cut } from './squashing.js'

/* x above 0, and something else below. */

const { add, exp, greater, maximum, minimum, mul, neg, sub, where } = ops

export interface ReluOptions {
  /** The largest result; default null: none. */
  readonly maxValue?: number | null | undefined
  /** Of the result below the threshold; default 0. */
  readonly negativeSlope?: number | undefined
  /** What x must be above, to be let through; default 0. */
  readonly threshold?: number | undefined
}

export interface LeakyReluOptions {
  /** Of the result below 0; default 0.2. */
  readonly negativeSlope?: number | undefined
}

export interface AlphaOptions {
  /** Default 1. */
  readonly alpha?: number | undefined
}

export interface ThresholdOptions {
  /** What x must be above, to be let through. */
  readonly threshold: number
  /** The result elsewhere. */
  readonly defaultValue: number
}

/** Bounds first: they win ties, so that there is no gradient at 0 and at 6. */
export const cutAt6 = (x: Value): Value => minimum(6, maximum(0, x))

/** x, or slope · x below zero. */
const leaky = (x: Value, slope: number): Value => (slope <= 1 ? maximum : minimum)(mul(x, slope), x)

/** exp(x) - 1 for x < 0, else 0: the cut keeps large x from overflowing into the gradient. */
const negativeExpm1 = (x: Value): Value => sub(exp(minimum(x, 0)), 1)

/**
 * max(x, 0), without a gradient at 0; with options x above the threshold, at most maxValue, and negativeSlope · (x - threshold)
 * elsewhere.
 */
export const relu = (options: ReluOptions = {}): Activation => {
  checkRanges('relu', options, { maxValue: orNull(nonNegative), negativeSlope: nonNegative, threshold: nonNegative })
  const { maxValue = null, negativeSlope = 0, threshold = 0 } = options
  const above = (x: Value): Value => {
    if (maxValue === 6 && threshold === 0) return cutAt6(x)
    const passed = threshold === 0 ? ops.relu(x) : where(greater(x, threshold), x, 0)
    return maxValue === null ? passed : cut(passed, 0, maxValue)
  }
  const below = (x: Value): Value => mul(ops.relu(sub(threshold, x)), negativeSlope)
  return {
    name: 'relu',
    call: (x) => {
      if (negativeSlope === 0) return above(x)
      return maxValue === null && threshold === 0 ? leaky(x, negativeSlope) : sub(above(x), below(x))
    },
  }
}

/** min(max(x, 0), 6) */
export const relu6 = plain('relu6', cutAt6)

/** x, or 0.2 x below zero */
export const leakyRelu = (options: LeakyReluOptions = {}): Activation => {
  checkRanges('leakyRelu', options, { negativeSlope: nonNegative })
  const { negativeSlope = 0.2 } = options
  return { name: 'leakyRelu', call: (x) => leaky(x, negativeSlope) }
}

/** x, or alpha · (exp(x) - 1) below zero (Clevert et al., 2016) */
export const elu = (options: AlphaOptions = {}): Activation => {
  checkRanges('elu', options, { alpha: finite })
  const { alpha = 1 } = options
  return { name: 'elu', call: (x) => add(ops.relu(x), scaled(negativeExpm1(x), alpha)) }
}

/** scaled elu that keeps mean 0 and variance 1 (Klambauer et al., 2017) */
export const selu = plain('selu', (x) =>
  mul(add(ops.relu(x), mul(negativeExpm1(x), 1.6732632423543772)), 1.0507009873554805),
)

/** max(x, 0) + alpha · min(exp(x / alpha) - 1, 0) (Barron, 2017) */
export const celu = (options: AlphaOptions = {}): Activation => {
  checkRanges('celu', options, { alpha: positive })
  const { alpha = 1 } = options
  return { name: 'celu', call: (x) => add(ops.relu(x), scaled(negativeExpm1(scaled(x, 1 / alpha)), alpha)) }
}

/** x above the threshold, else defaultValue */
export const threshold = (options: ThresholdOptions): Activation => {
  checkRanges('threshold', options, { threshold: finite, defaultValue: finite }, ['threshold', 'defaultValue'])
  const { threshold, defaultValue } = options
  return { name: 'threshold', call: (x) => where(greater(x, threshold), x, defaultValue) }
}

const scaled = (x: Value, by: number): Value => (by === 1 ? x : by === -1 ? neg(x) : mul(x, by))
