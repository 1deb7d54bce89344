import type { Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { checkRanges, integer, nonNegative, oneOrMore, share } from '../codegen/ranges.js'
import { byName } from './by-name.js'

/** What a weight is made to be after every step of training: its projection onto what is allowed. */
export interface Constraint {
  readonly name: string
  project(weight: Value): Value
}

export interface AxisOptions {
  /**
   * The axis, or the axes, over which a norm is taken; default 0, that of what a dense kernel [features, units] sees, so that each unit
   * has a norm. For a convolution's kernel [height, width, channels, filters]: [0, 1, 2].
   */
  readonly axis?: number | readonly number[] | undefined
}

export interface MaxNormOptions extends AxisOptions {
  /** Default 2. */
  readonly maxValue?: number | undefined
}

export interface MinMaxNormOptions extends AxisOptions {
  /** Default 0. */
  readonly minValue?: number | undefined
  /** Default 1. */
  readonly maxValue?: number | undefined
  /** How much of the way to what is allowed a step goes; default 1. */
  readonly rate?: number | undefined
}

/** Keras's, added to norms so that those of 0 do not divide. */
const epsilon = 1e-7

const axes = oneOrMore('them', integer)

/** Scales each vector so that its norm becomes what `wanted` says. */
const scaled = (name: string, { axis = 0 }: AxisOptions, wanted: (norms: Value) => Value | number): Constraint => ({
  name,
  project: (weight) => {
    const over = typeof axis === 'number' ? [axis] : axis
    const norms = ops.sqrt(ops.reduceSum(ops.mul(weight, weight), { axes: over, keepDims: true }))
    return ops.mul(weight, ops.div(wanted(norms), ops.add(norms, epsilon)))
  },
})

/** Norms of at most maxValue (Srivastava et al., 2014). Keras's `MaxNorm`. */
const maxNorm = (options: MaxNormOptions = {}): Constraint => {
  checkRanges('maxNorm', options, { maxValue: nonNegative, axis: axes })
  const { maxValue = 2 } = options
  return scaled('maxNorm', options, (norms) => ops.minimum(norms, maxValue))
}

/** No number below 0. Keras's `NonNeg`. */
const nonNeg = (): Constraint => ({ name: 'nonNeg', project: (weight) => ops.maximum(weight, 0) })

/** Norms of 1. Keras's `UnitNorm`. */
const unitNorm = (options: AxisOptions = {}): Constraint => {
  checkRanges('unitNorm', options, { axis: axes })
  return scaled('unitNorm', options, () => 1)
}

/** Norms between minValue and maxValue, or with a rate below 1 closer to that. Keras's `MinMaxNorm`. */
const minMaxNorm = (options: MinMaxNormOptions = {}): Constraint => {
  checkRanges('minMaxNorm', options, { minValue: nonNegative, maxValue: nonNegative, rate: share, axis: axes })
  const { minValue = 0, maxValue = 1, rate = 1 } = options
  if (minValue > maxValue) {
    throw new RangeError(`minMaxNorm: minValue must be at most maxValue, got ${minValue} and ${maxValue}`)
  }
  return scaled('minMaxNorm', options, (norms) => {
    const inside = ops.minimum(ops.maximum(norms, minValue), maxValue)
    return rate === 1 ? inside : ops.add(ops.mul(inside, rate), ops.mul(norms, 1 - rate))
  })
}

/** The constraints, by name. */
export const constraints = { maxNorm, nonNeg, unitNorm, minMaxNorm }

export type ConstraintName = keyof typeof constraints
export type ConstraintLike = ConstraintName | Constraint

/** A constraint by name, with Keras's defaults. Throws for a name that is none. */
export const resolveConstraint = (like: ConstraintLike): Constraint =>
  byName<Constraint>('constraint', constraints, like, ({ project }) => typeof project === 'function')
