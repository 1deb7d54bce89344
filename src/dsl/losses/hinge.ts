import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type ErrorLoss, errorLoss } from './loss.js'
import { lastMean, lastSum, square } from './probabilities.js'

/** Targets of -1 and 1. Where all of a batch are 0 or 1, they are taken for such, as in Keras. */
const signed = (target: Value): Value => {
  const bits = ops.or(ops.equal(target, 0), ops.equal(target, 1))
  const others = ops.reduceSum(ops.cast(ops.not(bits), 'float32'))
  return ops.where(ops.equal(others, 0), ops.sub(ops.mul(target, 2), 1), target)
}

const shortOf1 = (target: Value, output: Value): Value => ops.maximum(ops.sub(1, ops.mul(signed(target), output)), 0)

/** mean(max(1 - target · output, 0)) over the last axis, for targets of -1 and 1, or of 0 and 1. */
export const hinge: ErrorLoss = errorLoss('hinge', (target, output) => lastMean(shortOf1(target, output)))

/** mean(max(1 - target · output, 0)²) over the last axis, for targets of -1 and 1, or of 0 and 1. */
export const squaredHinge: ErrorLoss = errorLoss('squaredHinge', (target, output) =>
  lastMean(square(shortOf1(target, output))),
)

/** max(1 + the largest wrong output - the right one, 0), for one-hot targets (Crammer and Singer, 2001). */
export const categoricalHinge: ErrorLoss = errorLoss('categoricalHinge', (target, output) => {
  const right = lastSum(ops.mul(target, output))
  const wrong = ops.reduceMax(ops.mul(ops.sub(1, target), output), { axis: -1 })
  return ops.maximum(ops.add(ops.sub(wrong, right), 1), 0)
})
