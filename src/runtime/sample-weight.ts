import type { TensorData } from '../codegen/ir/value.js'
import type { ShapeValue } from '../shapes/dim.js'
import { compareNames } from '../shapes/least.js'
import { checkRows } from '../shapes/rows.js'
import { checkSampleWeight, lossShape, oneForSeveral, weightsExample } from '../shapes/sample-weight.js'
import { type Argument, arranged, isTensor } from './arguments.js'
import { checkFinite, type PlaceOf, rowNumber } from './check-elements.js'
import { checkedRows } from './checked-tensor.js'
import { elementCount } from './elements.js'

/**
 * Weights of examples, checked: one for each loss of outputs of these shapes. Those of a row are repeated, and where an output's
 * are left out they are 1.
 */
export const checkedSampleWeights = (
  argument: Argument,
  rows: number,
  outputs: readonly ShapeValue[],
  sampleWeight: unknown,
  placeOf: PlaceOf = rowNumber,
): readonly TensorData[] => {
  const { call, arrangement, keys } = argument
  if (arrangement !== 'one' && isTensor(sampleWeight)) {
    const [first = ''] = arrangement === 'named' ? [...keys].sort(compareNames) : []
    throw new TypeError(oneForSeveral(call, weightsExample(first)))
  }
  return arranged(argument, sampleWeight, true).map(({ name, value }, i) => {
    const output = outputs[i] as ShapeValue
    return value === undefined
      ? equalWeights(rows, output)
      : checkedSampleWeight(call, name, rows, output, value, placeOf)
  })
}

const checkedSampleWeight = (
  call: string,
  name: string,
  rows: number,
  output: ShapeValue,
  sampleWeight: unknown,
  placeOf: PlaceOf = rowNumber,
): TensorData => {
  const given = checkedRows(call, name, sampleWeight)
  const shape = checkSampleWeight(call, output, given.shape, name) as readonly number[]
  checkRows(call, rows, given.shape[0] as number, name)
  checkFinite(call, name, given, placeOf)
  return repeated({ ...given, shape }, lossShape(output) as readonly number[])
}

const equalWeights = (rows: number, output: ShapeValue): TensorData => {
  const shape = [rows, ...(lossShape(output).slice(1) as readonly number[])]
  return { data: new Float32Array(elementCount(shape)).fill(1), shape, dtype: 'float32' }
}

/** A tensor whose axes of length 1 are repeated to this shape. */
const repeated = (from: TensorData, shape: readonly number[]): TensorData => {
  if (from.shape.every((dim, axis) => dim === shape[axis])) return from
  const strides = from.shape.map((dim, axis) => (dim === 1 ? 0 : elementCount(from.shape.slice(axis + 1))))
  const data = Float32Array.from({ length: elementCount(shape) }, (_, at) => {
    let [rest, index] = [at, 0]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number
      index += (rest % dim) * (strides[axis] as number)
      rest = Math.floor(rest / dim)
    }
    return Number(from.data[index])
  })
  return { data, shape, dtype: 'float32' }
}
