import { scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, integer } from '../../codegen/ranges.js'
import { normalizeAxis } from '../../shapes/axes.js'
import { stepwiseAlong } from '../layer-definition.js'
import type { Activation } from './activation.js'

/* Activations along an axis, whose elements hang together. */

export interface AxisOptions {
  /** Counted from 0, the batch, or back from -1; default -1. */
  readonly axis?: number | undefined
}

const alongAxis =
  (name: string, run: (x: Value, axis: number) => Value) =>
  (options: AxisOptions = {}): Activation => {
    checkRanges(name, options, { axis: integer })
    const { axis = -1 } = options
    return { name, stepwise: stepwiseAlong(axis), call: (x) => run(x, normalizeAxis(name, axis, x.shape)) }
  }

/** exp(x) over its sum along an axis */
export const softmax = alongAxis('softmax', (x, axis) => ops.softmax(x, { axis }))

/** The logarithm of softmax, without overflow. */
export const logSoftmax = alongAxis('logSoftmax', (x, axis) => ops.logSoftmax(x, { axis }))

/**
 * The nearest probabilities to x: max(x - τ, 0), with the τ for which they add up to 1 (Martins & Astudillo, 2016). Keras 3.15's add up
 * to less where more than one is above 0.
 */
export const sparsemax = alongAxis('sparsemax', (x, axis) => {
  const over = { axes: [axis], keepDims: true } as const
  const below = ops.sub(x, ops.reduceMax(x, { axis, keepDims: true }))
  // only these get a gradient, and share that of τ
  const support = ops.cast(ops.greater(below, border(below, axis)), x.dtype)
  const surplus = ops.sub(ops.reduceSum(ops.mul(below, support), over), 1)
  return ops.relu(ops.sub(below, ops.div(surplus, ops.reduceSum(support, over))))
})

/** τ: the largest of (the sum of the first k elements - 1) / k, largest first. */
const border = (x: Value, axis: number): Value => {
  const sorted = ops.neg(ops.sort(ops.neg(x), { axis }).values)
  const ones = ops.expand(scalar(1), x.shape, ops.shapeOf(x))
  const shares = ops.div(ops.sub(ops.cumSum(sorted, { axis }), 1), ops.cumSum(ones, { axis }))
  return ops.reduceMax(shares, { axis, keepDims: true })
}
