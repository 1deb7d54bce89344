import type { Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { Optimizer } from '../codegen/optimizers/index.js'

/** When a step is: int64 scalars, the number of steps before it and that with it. */
export interface StepCount {
  readonly iterations: Value
  readonly nextStep: Value
}

/** Which steps update the weights, where gradients are gathered over several. */
export interface Timing {
  readonly accumulates: boolean
  /** The updates before this step: an int64 scalar. */
  readonly updates: Value
  /** The number of the update that this step does or gathers for, from 1: a float32 scalar. */
  readonly step: Value
  mean(sum: Value): Value
  ifUpdating(updated: Value, old: Value): Value
}

export const timingOf = ({ options }: Optimizer, { iterations, nextStep }: StepCount): Timing => {
  const { gradientAccumulationSteps: steps } = options
  if (!steps) {
    return {
      accumulates: false,
      updates: iterations,
      step: ops.cast(nextStep, 'float32'),
      mean: (sum) => sum,
      ifUpdating: (updated) => updated,
    }
  }
  const updates = ops.div(iterations, steps)
  const updating = isMultiple(nextStep, steps)
  return {
    accumulates: true,
    updates,
    step: ops.cast(ops.add(updates, 1), 'float32'),
    mean: (sum) => ops.div(sum, steps),
    ifUpdating: (updated, old) => ops.where(updating, updated, old),
  }
}

/** Whether a whole number is a multiple of another. */
const isMultiple = (x: Value, of: number): Value => ops.equal(ops.mul(ops.div(x, of), of), x)

/** The moving average of a weight, and the weight where it takes that. The first average is the weight itself. */
export const averaged = ({ options }: Optimizer, old: Value, weight: Value, updates: Value) => {
  const { emaMomentum = 0.99, emaOverwriteFrequency: every } = options
  const momentum = ops.where(ops.equal(updates, 0), 0, emaMomentum)
  const average = ops.add(ops.mul(momentum, old), ops.mul(ops.sub(1, momentum), weight))
  if (!every) return { average, overwritten: weight }
  return { average, overwritten: ops.where(isMultiple(ops.add(updates, 1), every), average, weight) }
}
