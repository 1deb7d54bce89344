import { constant, scalar, type Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
import { checkRanges, nonNegative, oneOf } from '../codegen/ranges.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { byName } from './by-name.js'

/** A penalty on a tensor, added to the loss: a scalar. */
export interface Regularizer {
  readonly name: string
  penalty(x: Value): Value
}

export type RegularizerName = keyof typeof regularizers
export type RegularizerLike = RegularizerName | Regularizer

const regularizer = (name: string, l1Factor: number, l2Factor: number): Regularizer => {
  for (const factor of [l1Factor, l2Factor]) {
    if (!(factor >= 0 && Number.isFinite(factor)))
      throw new RangeError(`${name}: the factor must be a number of 0 or more, got ${factor}`)
  }
  return {
    name,
    penalty: (x) => {
      const terms = [
        ...(l1Factor > 0 ? [ops.mul(ops.reduceSum(ops.abs(x)), l1Factor)] : []),
        ...(l2Factor > 0 ? [ops.mul(ops.reduceSum(ops.mul(x, x)), l2Factor)] : []),
      ]
      return terms.length > 0 ? terms.reduce((a, b) => ops.add(a, b)) : scalar(0)
    },
  }
}

/** factor · sum |x| */
export const l1 = (factor = 0.01): Regularizer => regularizer('l1', factor, 0)

/** factor · sum x² */
export const l2 = (factor = 0.01): Regularizer => regularizer('l2', 0, factor)

/** l1 · sum |x| + l2 · sum x² */
export const l1l2 = (factors: { readonly l1?: number; readonly l2?: number } = {}): Regularizer => {
  checkOptions('l1l2', factors, { l1: true, l2: true })
  return regularizer('l1l2', factors.l1 ?? 0, factors.l2 ?? 0)
}

export interface OrthogonalRegularizerOptions {
  /** Default 0.01. */
  readonly factor?: number | undefined
  /** Which vectors of the matrix are made orthogonal; default 'rows'. */
  readonly mode?: 'rows' | 'columns' | undefined
}

/** factor · the mean of |cosine| over the pairs of rows of a matrix, or of its columns. Keras's `OrthogonalRegularizer`. */
export const orthogonalRegularizer = (options: OrthogonalRegularizerOptions = {}): Regularizer => {
  const name = 'orthogonalRegularizer'
  checkRanges(name, options, { factor: nonNegative, mode: oneOf('rows', 'columns') })
  const { factor = 0.01, mode = 'rows' } = options
  return {
    name,
    penalty: (x) => {
      const count = x.shape[mode === 'rows' ? 0 : 1]
      if (x.shape.length !== 2 || typeof count !== 'number') {
        throw new ShapeError(`${name}: expected a matrix with a known number of ${mode}, got ${formatShape(x.shape)}`)
      }
      if (count === 1) return scalar(0)
      const squares = ops.reduceSum(ops.mul(x, x), { axes: [mode === 'rows' ? 1 : 0], keepDims: true })
      const unit = ops.div(x, ops.sqrt(ops.maximum(squares, least)))
      const turned = ops.transpose(unit, [1, 0])
      const cosines = mode === 'rows' ? ops.matmul(unit, turned) : ops.matmul(turned, unit)
      const others = Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 0 : 1))
      const between = ops.mul(ops.abs(cosines), constant(others, 'float32', [count, count]))
      return ops.mul(ops.reduceSum(between), factor / (count * (count - 1)))
    },
  }
}

/** The square of Keras's epsilon: of smaller vectors none is divided by its norm. */
const least = 1e-14

const regularizers = { l1, l2, l1l2: () => l1l2({ l1: 0.01, l2: 0.01 }), orthogonalRegularizer } as const

/** A regularizer by name, with Keras's default factors (0.01). */
export const resolveRegularizer = (like: RegularizerLike): Regularizer =>
  byName<Regularizer>('regularizer', regularizers, like, ({ penalty }) => typeof penalty === 'function')
