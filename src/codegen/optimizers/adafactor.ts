import { scalar, type Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { flag, nonNegative, nonPositive, positive } from '../ranges.js'
import { isSchedule } from '../schedules/schedule.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, zeroSlots } from './optimizer.js'

export interface AdafactorOptions extends OptimizerOptions {
  /** How the share of old squares grows: 1 - step ^ beta2Decay; default -0.8. */
  readonly beta2Decay?: number | undefined
  /** Added to squared gradients; default 1e-30. */
  readonly epsilon1?: number | undefined
  /** The least size of a weight that steps are measured by; default 1e-3. */
  readonly epsilon2?: number | undefined
  /** The largest root mean square of a step, before its size; default 1. */
  readonly clipThreshold?: number | undefined
  /** Lets a constant learningRate fall with 1 / √step; default true. */
  readonly relativeStep?: boolean | undefined
}

/** The least float32 that keeps its precision: where neither a row nor a column has gradients, the product of both vanishes. */
const least = 2 ** -126

const rms = (x: Value): Value => ops.sqrt(ops.reduceMean(square(x)))

/** Adafactor (Shazeer & Stern, 2018): of a matrix it keeps means of squares of rows and of columns, not of each element. */
export const adafactor = (options: AdafactorOptions = {}): Optimizer => {
  return optimizer(
    'adafactor',
    options,
    {
      beta2Decay: nonPositive,
      epsilon1: positive,
      epsilon2: nonNegative,
      clipThreshold: positive,
      relativeStep: flag,
    },
    (given) => {
      const { beta2Decay = -0.8, epsilon1 = 1e-30, epsilon2 = 1e-3, clipThreshold = 1, relativeStep = true } = given
      return {
        wholeTensors: true,
        slots: (weight) => {
          const { shape } = weight
          if (shape.length < 2) return zeroSlots(weight, 'v')
          return {
            rows: { shape: shape.slice(0, -1), initial: 0 },
            columns: { shape: [...shape.slice(0, -2), ...shape.slice(-1)], initial: 0 },
          }
        },
        update: ({ weight, gradient, slots, learningRate, step }) => {
          const slowing = ops.div(1, ops.sqrt(step))
          const relative = relativeStep && !isSchedule(options.learningRate)
          const rate = relative ? ops.minimum(learningRate, slowing) : learningRate
          const size = ops.mul(ops.maximum(epsilon2, rms(weight)), ops.minimum(rate, slowing))
          const kept = ops.sub(1, ops.pow(step, beta2Decay))
          const squares = ops.add(square(gradient), epsilon1)
          const blend = (slot: string, x: Value) =>
            ops.add(ops.mul(kept, slots[slot] as Value), ops.mul(ops.sub(1, kept), x))
          const { v, own } = spreadOf(gradient.shape.length, squares, blend)
          const direction = ops.div(gradient, ops.sqrt(ops.maximum(v, least)))
          const clipped = ops.div(direction, ops.maximum(scalar(1), ops.div(rms(direction), clipThreshold)))
          return { weight: ops.sub(weight, ops.mul(size, clipped)), slots: own }
        },
      }
    },
  )
}

/** The estimated mean of squares of each element, and what is kept of it. */
const spreadOf = (rank: number, squares: Value, blend: (slot: string, x: Value) => Value) => {
  if (rank < 2) {
    const v = blend('v', squares)
    return { v, own: { v } }
  }
  const rows = blend('rows', ops.reduceMean(squares, { axes: [rank - 1] }))
  const columns = blend('columns', ops.reduceMean(squares, { axes: [rank - 2] }))
  const shares = ops.div(rows, ops.reduceMean(rows, { axes: [rank - 2], keepDims: true }))
  const v = ops.mul(
    ops.reshape(shares, [...rows.shape, 1]),
    ops.reshape(columns, [...rows.shape.slice(0, -1), 1, ...columns.shape.slice(-1)]),
  )
  return { v, own: { rows, columns } }
}
