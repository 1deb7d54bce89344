import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'

/* What streaming metrics share: how samples are laid out and summed. */

/** The sum of numbers at run time. */
export const total = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0)

/** All elements in a row. */
export const flat = (x: Value): Value => (x.shape.length === 1 ? x : ops.reshape(x, [null]))

/** Weights [batch, …] with an axis of length 1 for each of `like`'s axes that they lack. */
export const alongside = (weights: Value, like: Value): Value => {
  const [own, wanted] = [weights.shape.length, like.shape.length]
  if (own >= wanted) return weights
  return ops.unsqueeze(
    weights,
    Array.from({ length: wanted - own }, (_, i) => own + i),
  )
}

/** Weights in the shape of `like`, one for each of its elements; 1 where there are none. */
export const weightOfEach = (weights: Value | undefined, like: Value): Value =>
  ops.expand(weights ? alongside(weights, like) : one(like), like.shape, ops.shapeOf(like))

const one = (like: Value): Value =>
  ops.reshape(
    scalar(1),
    like.shape.map(() => 1),
  )

/** The sum over all axes but the last, [features], of samples weighed by `weights`. */
export const columnSums = (x: Value, weights: Value | undefined): Value => {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis)
  return ops.reduceSum(weights ? ops.mul(x, ops.cast(alongside(weights, x), x.dtype)) : x, { axes })
}

/** How often each of `length` positions (int64) comes, each time by its weight; as float32, so that counts of a batch are exact up to 2^24. */
export const histogram = (positions: Value, weights: Value, length: number): Value =>
  ops.scatterAdd(constant(new Float32Array(length), 'float32'), flat(positions), flat(weights))
