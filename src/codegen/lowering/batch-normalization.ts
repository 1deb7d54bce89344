import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** What follows the normalization, as far as a layer has it. */
export interface Affine {
  readonly gamma: Value | undefined
  readonly beta: Value | undefined
  readonly epsilon: number
}

/**
 * x normalized by its mean and biased variance over these axes, by gamma and plus beta; mean, variance and both of those have 1 in
 * place of each axis. The gradient is written in one go (Ioffe & Szegedy, 2015, section 3), with x centred as it is kept:
 * going back through each step would pass over x twice as often. No gradient flows through mean and variance.
 */
export const normalizedByBatch = (o: Ops, x: Value, axes: readonly number[], { gamma, beta, epsilon }: Affine) => {
  const over = (values: Value) => o.reduceMean(values, { axes, keepDims: true })
  const mean = over(x)
  const centred = o.sub(x, mean)
  const variance = over(o.mul(centred, centred))
  const inverse = o.div(1, o.sqrt(o.add(variance, epsilon)))
  const factor = gamma ? o.mul(inverse, gamma) : inverse
  const scaled = o.mul(centred, factor)
  const y = beta ? o.add(scaled, beta) : scaled
  const gradient = (back: Ops, dy: Value, kept: readonly Value[]): readonly Value[] => {
    const [centred, factor, inverse] = kept as readonly [Value, Value, Value]
    const axes = inverse.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []))
    const count = back.cast(back.div(back.sizeOf(centred), back.sizeOf(inverse)), dy.dtype)
    const sum = (values: Value) => back.reduceSum(values, { axes, keepDims: true })
    const [total, along] = [sum(dy), sum(back.mul(dy, centred))]
    const share = back.div(factor, back.neg(count))
    const slope = back.mul(back.mul(share, back.mul(inverse, inverse)), along)
    const dx = back.add(back.mul(dy, factor), back.add(back.mul(centred, slope), back.mul(share, total)))
    return [dx, ...(gamma ? [back.mul(along, inverse)] : []), ...(beta ? [total] : [])]
  }
  const of = [x, gamma, beta].filter((value) => value !== undefined)
  return { mean, variance, y: o.customGradient(y, of, gradient, [centred, factor, inverse]) }
}
