import type { TensorData } from '../codegen/ir/value.js'
import { checkRows } from '../shapes/data.js'
import type { ShapeValue } from '../shapes/dim.js'
import { checkSampleWeight, lossShape } from '../shapes/sample-weight.js'
import { checkFinite } from './check-elements.js'
import { checkedTensor } from './checked-tensor.js'
import { elementCount } from './elements.js'

/** Weights of examples, checked: one for each loss of an output of this shape. Those of a row are repeated. */
export const checkedSampleWeight = (
  call: string,
  x: TensorData,
  output: ShapeValue,
  sampleWeight: unknown,
): TensorData => {
  const given = checkedTensor(call, 'sampleWeight', sampleWeight)
  const shape = checkSampleWeight(call, output, given.shape) as readonly number[]
  checkRows(call, x.shape, given.shape, 'sampleWeight')
  checkFinite(call, 'sampleWeight', given)
  return repeated({ ...given, shape }, lossShape(output) as readonly number[])
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
