import { scalar, type Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
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

const regularizers = { l1, l2, l1l2: () => l1l2({ l1: 0.01, l2: 0.01 }) } as const

/** A regularizer by name, with Keras's default factors (0.01). */
export const resolveRegularizer = (like: RegularizerLike): Regularizer =>
  byName<Regularizer>('regularizer', regularizers, like, ({ penalty }) => typeof penalty === 'function')
