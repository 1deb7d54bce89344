import type { DType, TypedArray } from '../codegen/ir/value.js'
import { typedArrays } from './typed-arrays.js'

/** A zeroed array for the elements of a dtype. */
export const allocate = (dtype: DType, length: number): TypedArray => new typedArrays[dtype](length)

/** Whether an array holds the elements of a dtype. */
export const holds = (dtype: DType, data: unknown): data is TypedArray =>
  Object.hasOwn(typedArrays, dtype) && data instanceof typedArrays[dtype]

const dtypes = Object.keys(typedArrays) as DType[]

/** The dtype of an array's elements; undefined for other kinds of arrays. Bytes are uint8. */
export const dtypeOf = (data: unknown): DType | undefined =>
  ArrayBuffer.isView(data) ? dtypes.find((dtype) => data instanceof typedArrays[dtype]) : undefined

/** How many elements a tensor of this shape has. */
export const elementCount = (shape: readonly number[]): number => {
  let count = 1
  for (const dim of shape) count *= dim
  return count
}

export const areEqualDims = (a: readonly number[], b: readonly number[]): boolean => {
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false
  return a.length === b.length
}
