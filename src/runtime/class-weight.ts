import type { TensorData } from '../codegen/ir/value.js'
import { describeValue } from '../shapes/describe-value.js'
import { checkOneClassARow, classesOfSeveral } from '../shapes/sample-weight.js'
import type { CheckedData } from './checked-data.js'
import { elementCount } from './elements.js'
import type { Program } from './program.js'

/** A weight for the rows of each class; 1 where a class is left out. */
export type ClassWeight = Readonly<Record<number, number>> & { readonly length?: never }

/**
 * The weight of each row [rows], by its class: the class index, the place of the largest of many targets, or a single target
 * rounded to an integer. Keras's `class_weight_to_sample_weights`.
 */
export const classWeights = (call: string, { targets }: Program, data: CheckedData, given: unknown): TensorData => {
  const [target, ...others] = targets
  const [y] = data.y
  if (!target || !y || others.length > 0) throw new TypeError(classesOfSeveral(call))
  checkOneClassARow(call, target.output.shape)
  const columns = elementCount(y.shape.slice(1))
  const weightOf = checkedClassWeight(call, given, target.classes ?? (columns === 1 ? null : columns))
  const classOf = columns === 1 ? (row: number) => roundHalfToEven(Number(y.data[row])) : largestOf(y, columns)
  const weights = Float32Array.from({ length: data.rows }, (_, row) => weightOf.get(classOf(row)) ?? 1)
  return { data: weights, shape: [weights.length], dtype: 'float32' }
}

/** The data with the weights of their classes, if there are some. */
export const weighClasses = (call: string, program: Program, data: CheckedData, classWeight: unknown): CheckedData => {
  if (classWeight === undefined) return data
  if (data.sampleWeight) {
    throw new TypeError(
      `${call}: give classWeight or sampleWeight, not both; multiply the weights of the rows yourself`,
    )
  }
  return { ...data, sampleWeight: [classWeights(call, program, data, classWeight)] }
}

const checkedClassWeight = (call: string, given: unknown, classes: number | null): ReadonlyMap<number, number> => {
  if (typeof given !== 'object' || given === null || Symbol.iterator in given) {
    throw new TypeError(`${call}: classWeight must be an object of weights by class, such as { 0: 1, 1: 5 }`)
  }
  return new Map(
    Object.entries(given).map(([key, weight]) => {
      const index = /^(0|-?[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN
      if (!(classes === null ? Number.isInteger(index) : index >= 0 && index < classes)) {
        const wanted = classes === null ? 'integers' : `classes from 0 to ${classes - 1}`
        throw new RangeError(`${call}: classWeight has a weight for ${JSON.stringify(key)}; expected ${wanted}`)
      }
      if (typeof weight !== 'number' || !Number.isFinite(Math.fround(weight))) {
        throw new RangeError(
          `${call}: classWeight of class ${key} must be a finite number, got ${describeValue(weight)}`,
        )
      }
      return [index, weight]
    }),
  )
}

/** The place of a row's largest element, the first of equal ones. */
const largestOf =
  ({ data }: TensorData, columns: number) =>
  (row: number) => {
    const own = data.subarray(row * columns, (row + 1) * columns)
    let best = 0
    for (let at = 1; at < columns; at++) if ((own[at] as number) > (own[best] as number)) best = at
    return best
  }

/** As NumPy rounds. */
const roundHalfToEven = (x: number): number => {
  const down = Math.floor(x)
  if (x - down !== 0.5) return Math.round(x)
  return down % 2 === 0 ? down : down + 1
}
