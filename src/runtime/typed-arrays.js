/** @import { DType, TypedArray } from '../codegen/ir/value.js' */

/**
 * What holds the elements of each dtype. JavaScript, since the thread of session-worker.js uses it too.
 *
 * @type {Readonly<Record<DType, new (length: number) => TypedArray>>}
 */
export const typedArrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}
