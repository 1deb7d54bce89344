import { scalar, type Value } from './ir/value.js'
import * as ops from './ops/index.js'

/** 2^32 over the golden ratio, odd: its multiples lie far apart. */
const golden = 0x9e3779b1 | 0

/** Of x · (a · x + b): a twice an odd number and b odd, so that it permutes the int32 numbers (Rivest, 2001). */
const rounds = [
  [0x7feb352e | 0, 0x2c1b3c6d | 0],
  [0x297a2d3a | 0, 0x846ca68b | 0],
  [0x1b873592 | 0, 0x5bd1e995 | 0],
] as const

/** Carries low bits up, through a wrapping square: sums and products with constants alone leave lattices. */
const carryUp = (x: Value, round: 0 | 1 | 2): Value => {
  const [a, b] = rounds[round]
  return ops.mul(x, ops.add(ops.mul(x, a), b))
}

/** Brings high bits down, by a truncated division. */
const bringDown = (x: Value): Value => ops.add(x, ops.div(x, 1 << 15))

/**
 * A key for one stream of random numbers, from int32 scalars such as the seed, the step and the stream's number.
 * Only Mul, Add and Div of int32: every ONNX Runtime provider runs them, and gives the same bits.
 */
export const randomKey = (...parts: readonly Value[]): Value =>
  parts.reduce(
    (key, part) =>
      ([0, 1, 2] as const).reduce((x, round) => bringDown(carryUp(x, round)), ops.add(ops.mul(key, golden), part)),
    scalar(1, 'int32'),
  )

/**
 * Numbers uniform in [0, 1), of x's shape, that follow from `key` alone: the same on every run, thread count and device.
 * Element i is a hash of (key, i): no state, nothing drawn in order. The key goes in twice: once alone would shift one
 * sequence.
 */
export const randomUniformLike = (x: Value, key: Value): Value => {
  const count = ops.cast(ops.sizeOf(x), 'int32')
  const first = bringDown(carryUp(ops.add(ops.mul(ops.rangeOf(count), golden), key), 0))
  // of the last round only high bits are used
  const bits = carryUp(bringDown(carryUp(ops.add(first, key), 1)), 2)
  const unit = ops.add(ops.mul(ops.cast(ops.div(bits, 1 << 8), 'float32'), 2 ** -24), 0.5)
  return ops.reshape(unit, x.shape, () => ops.shapeOf(x))
}
