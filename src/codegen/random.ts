import { scalar, type Value } from './ir/value.js'
import * as ops from './ops/index.js'

/** Odd multipliers with well-spread bits: 2^32 over the golden ratio, and two of the "lowbias32" integer hash. */
const golden = 0x9e3779b1 | 0
const rounds = [0x7feb352d | 0, 0x846ca68b | 0] as const

/**
 * One round of an integer hash on int32: a wrapping product carries low bits up, a truncated division brings high bits
 * down. Only Mul, Add and Div, so every ONNX Runtime provider runs it, and gives the same bits.
 */
const mix = (bits: Value): Value =>
  rounds.reduce((x, multiplier) => {
    const product = ops.mul(x, multiplier)
    return ops.add(product, ops.div(product, 1 << 15))
  }, bits)

/** A key for one stream of random numbers, from int32 scalars such as the seed, the step and the stream's number. */
export const randomKey = (...parts: readonly Value[]): Value =>
  parts.reduce((key, part) => mix(ops.add(ops.mul(key, golden), part)), scalar(1, 'int32'))

/**
 * Numbers uniform in [0, 1), of x's shape, that follow from `key` alone: the same on every run, thread count and device.
 * Element i is a hash of (key, i): no state, nothing drawn in order.
 */
export const randomUniformLike = (x: Value, key: Value): Value => {
  const count = ops.cast(ops.sizeOf(x), 'int32')
  const bits = mix(ops.add(mix(ops.add(ops.mul(ops.rangeOf(count), golden), key)), key))
  const unit = ops.add(ops.mul(ops.cast(ops.div(bits, 1 << 8), 'float32'), 2 ** -24), 0.5)
  const unknown = x.shape.filter((dim) => typeof dim !== 'number').length
  return ops.reshape(unit, x.shape, unknown > 1 ? ops.shapeOf(x) : undefined)
}
