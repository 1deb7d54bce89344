import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { epsilon } from '../losses/probabilities.js'

/** Thresholds that outputs are compared with: an output counts as positive where it is greater. */
export interface Thresholds {
  /** In the user's order. */
  readonly values: readonly number[]
  /** Where each stands, the lowest first. */
  readonly ranks: readonly number[]
  /** How many of the thresholds an output is greater than, int64. */
  below(output: Value): Value
}

/** Whether these are 0, 1 / (n - 1), …, 1, as Keras tells. */
const areEven = (values: readonly number[]): boolean => {
  const steps = values.length - 1
  return steps >= 2 && values.every((value, i) => Math.abs(value - i / steps) <= epsilon + 1e-5 * (i / steps))
}

/** Evenly spaced from 0 to 1: outputs, kept in between, fall into bins, as in Keras. */
const even = (values: readonly number[], least: 0 | 1): Thresholds => ({
  values,
  ranks: [...values.keys()],
  below: (output) => {
    // what is no number is 0
    const p = ops.minimum(ops.where(ops.greater(output, 0), output, 0), 1)
    const bins = ops.neg(ops.floor(ops.mul(p, 1 - values.length)))
    return ops.cast(ops.maximum(bins, least), 'int64')
  },
})

/** Any thresholds, in any order. Evenly spaced ones are binned. */
export const thresholdsAt = (values: readonly number[]): Thresholds => {
  if (areEven(values)) return even(values, 0)
  return {
    values,
    ranks: values.map((value, i) => values.filter((other, j) => other < value || (other === value && j < i)).length),
    below: (output) => {
      const [first, ...others] = values
      if (others.length === 0) return ops.cast(ops.greater(output, scalar(first as number)), 'int64')
      const above = ops.greater(ops.unsqueeze(output, [output.shape.length]), constant(values, 'float32'))
      return ops.cast(ops.reduceSum(ops.cast(above, 'float32'), { axes: [-1] }), 'int64')
    },
  }
}

/** Thresholds from just below 0, which all outputs pass, over those given, to just above 1, which none does. */
export const thresholdsAround = (values: readonly number[]): Thresholds => {
  const all = [-epsilon, ...values, 1 + epsilon]
  return values.length === 0 || areEven([0, ...values, 1]) ? even(all, 1) : thresholdsAt(all)
}

/** i / (count - 1) for i from 1, without 0 and 1. */
export const evenly = (count: number): number[] => Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1))

/** Thresholds from 0 to 1; one alone is 0.5. */
export const thresholdsFrom0To1 = (count: number): Thresholds =>
  count === 1 ? thresholdsAt([0.5]) : even([0, ...evenly(count), 1], 0)
