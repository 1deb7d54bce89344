import type { DType, TensorData, TypedArray } from '../../codegen/ir/value.js'
import { allocate, holds } from '../elements.js'

/*
 * Arrays of batches whose memory serves again for others. A batch is filled in a few hundredths of a millisecond a megabyte where its
 * memory was in use before, and in ten times as long where the system has to find it.
 */

/** What is kept for later, at most. */
const mostBytes = 2 ** 25

/** Below this, memory comes quickly enough. */
const leastBytes = 2 ** 14

const borrowed = new WeakSet<TypedArray>()
/** Those that were given back, the last of them last. */
const spare: TypedArray[] = []

/** An array for elements of a dtype, which hold anything until they are written. */
export const borrow = (dtype: DType, length: number): TypedArray => {
  const at = spare.findLastIndex((array) => array.length === length && holds(dtype, array))
  const [known] = at < 0 ? [] : spare.splice(at, 1)
  const array = known ?? allocate(dtype, length)
  if (array.byteLength >= leastBytes) borrowed.add(array)
  return array
}

/** Gives arrays back that nobody else has; those that are not borrowed stay as they are, such as parts of borrowed ones. */
export const giveBack = (tensors: Iterable<TensorData>): void => {
  for (const { data } of tensors) if (borrowed.delete(data)) spare.push(data)
  let bytes = spare.reduce((sum, { byteLength }) => sum + byteLength, 0)
  while (bytes > mostBytes) bytes -= spare.shift()?.byteLength ?? bytes
}

/** From now on arrays belong to whom has them, and are not given back. */
export const keep = (tensors: Iterable<TensorData>): void => {
  for (const { data } of tensors) borrowed.delete(data)
}

/** Lets go of what is kept for later. */
export const forget = (): void => {
  spare.length = 0
}

export const areBorrowed = (tensors: readonly TensorData[]): boolean => tensors.some(({ data }) => borrowed.has(data))
