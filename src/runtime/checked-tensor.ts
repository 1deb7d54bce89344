import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { dtypeOf, elementCount, holds } from './elements.js'
import { nestedRows } from './nested.js'

/** A value that is a tensor: `Tensor` or another object of the same fields. Throws for what is none. */
export const checkedTensor = (call: string, name: string, x: unknown): TensorData => {
  const { data, shape, dtype } = (x ?? {}) as Partial<TensorData>
  if (!Array.isArray(shape) || dtype === undefined || !holds(dtype, data)) {
    throw new TypeError(`${call}: ${name} must be a tensor; make one with tensor(…)`)
  }
  if (elementCount(shape) !== data.length) {
    throw new ShapeError(`${call}: ${name} has shape ${formatShape(shape)}, but ${data.length} elements`)
  }
  return { data, shape, dtype }
}

/** Data of a call: a tensor, nested arrays of numbers, or a typed array of one element a row. Throws for ragged arrays, with the row. */
export const checkedRows = (call: string, name: string, x: unknown): TensorData => {
  if (Array.isArray(x)) return nestedRows(call, name, x)
  const dtype = dtypeOf(x)
  if (dtype === undefined) return checkedTensor(call, name, x)
  return { data: x as TypedArray, shape: [(x as TypedArray).length], dtype }
}
