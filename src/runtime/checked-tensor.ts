import type { TensorData } from '../codegen/ir/value.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { noTensorError } from '../shapes/not-a-tensor.js'
import { elementCount, holds } from './elements.js'

/** A value that is a tensor: `Tensor` or another object of the same fields. Throws for what is none. */
export const checkedTensor = (call: string, name: string, x: unknown): TensorData => {
  const { data, shape, dtype } = (x ?? {}) as Partial<TensorData>
  if (!Array.isArray(shape) || dtype === undefined || !holds(dtype, data)) {
    throw noTensorError(call, name)
  }
  if (elementCount(shape) !== data.length) {
    throw new ShapeError(`${call}: ${name} has shape ${formatShape(shape)}, but ${data.length} elements`)
  }
  return { data, shape, dtype }
}
