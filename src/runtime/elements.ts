import type { DType, TypedArray } from '../codegen/ir/value.js'

const arrays: Record<DType, new (length: number) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

/** A zeroed array for the elements of a dtype. */
export const allocate = (dtype: DType, length: number): TypedArray => new arrays[dtype](length)

/** Whether an array holds the elements of a dtype. */
export const holds = (dtype: DType, data: unknown): data is TypedArray =>
  Object.hasOwn(arrays, dtype) && data instanceof arrays[dtype]

/** The dtype of an array's elements; undefined for other kinds of arrays. Bytes are uint8. */
export const dtypeOf = (data: unknown): DType | undefined =>
  (Object.keys(arrays) as DType[]).find((dtype) => holds(dtype, data))

/** How many elements a tensor of this shape has. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
