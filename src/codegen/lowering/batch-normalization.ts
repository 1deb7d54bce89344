import { sizeOfShape } from '../../shapes/axes.js'
import type { DimValue, ShapeValue } from '../../shapes/dim.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** What follows the normalization, as far as a layer has it. */
export interface Affine {
  readonly gamma: Value | undefined
  readonly beta: Value | undefined
  readonly epsilon: number
}

/**
 * x normalized by its mean and biased variance over these axes, by gamma and plus beta, which have 1 in place of each axis; mean and
 * variance are vectors. The gradient is written in one go (Ioffe & Szegedy, 2015, section 3), with x centred as it is kept: going
 * back through each step would pass over x twice as often. It ends with the factor of each channel, which a convolution
 * before takes into its weights. No gradient flows through mean and variance.
 */
export const normalizedByBatch = (o: Ops, x: Value, axes: readonly number[], { gamma, beta, epsilon }: Affine) => {
  const along = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
  const wide = (vector: Value) => o.reshape(vector, along)
  const over = (values: Value) => vectorOf(o, o.reduceMean(values, { axes }), along)
  const mean = over(x)
  const centred = o.sub(x, wide(mean))
  const variance = over(o.mul(centred, centred))
  const inverse = o.div(1, o.sqrt(o.add(variance, epsilon)))
  const factor = gamma ? o.mul(inverse, vectorOf(o, gamma, along)) : inverse
  const scaled = o.mul(centred, wide(factor))
  const y = beta ? o.add(scaled, beta) : scaled
  const gradient = (back: Ops, dy: Value, kept: readonly Value[]): readonly Value[] => {
    const [centred, factor, wideInverse] = kept as readonly [Value, Value, Value]
    const along = wideInverse.shape
    const axes = along.flatMap((dim, axis) => (dim === 1 ? [axis] : []))
    const wide = (vector: Value) => back.reshape(vector, along)
    const inverse = vectorOf(back, wideInverse, along)
    const count = back.cast(back.neg(back.div(back.sizeOf(centred), back.sizeOf(inverse))), dy.dtype)
    const sum = (values: Value) => vectorOf(back, back.reduceSum(values, { axes }), along)
    const [total, product] = [sum(dy), sum(back.mul(dy, centred))]
    const slope = back.mul(back.mul(inverse, inverse), back.div(product, count))
    const off = back.add(back.mul(centred, wide(slope)), wide(back.div(total, count)))
    const dx = back.mul(back.add(dy, off), factor)
    return [dx, ...(gamma ? [wide(back.mul(product, inverse))] : []), ...(beta ? [wide(total)] : [])]
  }
  const of = [x, gamma, beta].filter((value) => value !== undefined)
  return { mean, variance, y: o.customGradient(y, of, gradient, [centred, wide(factor), wide(inverse)]) }
}

/** The same numbers, as many as there are along these axes, on one axis. */
const vectorOf = (o: Ops, values: Value, along: ShapeValue): Value =>
  o.reshape(values, [sizeOfShape(along) as DimValue])
