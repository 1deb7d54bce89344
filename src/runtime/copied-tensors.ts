import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import type { Slices } from '../codegen/slices.js'
import { allocate, elementCount } from './elements.js'
import { inTurns } from './in-turns.js'
import { away, type NativeTensor } from './native-tensor.js'

/** How many elements are copied before the event loop turns: some milliseconds' worth. */
const slice = 2 ** 19

/** About how many elements come from another thread together: each arrival may have the garbage collected. */
const mostTogether = 2 ** 23

/** Copies of tensors, by name, which the caller keeps from changing meanwhile. Timers run in between. */
export const copiedTensors = async (tensors: ReadonlyMap<string, NativeTensor>): Promise<Map<string, TensorData>> => {
  const copies = await copiedElements([...tensors.values()])
  return new Map(
    [...tensors].map(([name, { type, dims }], i) => [
      name,
      { dtype: type, shape: dims, data: copies[i] as TypedArray },
    ]),
  )
}

const copiedElements = async (tensors: readonly NativeTensor[]): Promise<TypedArray[]> => {
  const copies: TypedArray[] = []
  for (const part of partsOf(tensors)) {
    const { holder, tensors: gone } = away(part)
    const theirs = new Map(holder && (await holder.copies(gone)).map((copy, i) => [gone[i], copy]))
    copies.push(...(await inTurns(copying(part, theirs))))
  }
  return copies
}

function* partsOf(tensors: readonly NativeTensor[]): Generator<NativeTensor[]> {
  let part: NativeTensor[] = []
  let size = 0
  for (const tensor of tensors) {
    part.push(tensor)
    size += elementCount(tensor.dims)
    if (size < mostTogether) continue
    yield part
    part = []
    size = 0
  }
  if (part.length > 0) yield part
}

/** Copies of those whose copies are not among the given ones, and these. */
function* copying(
  tensors: readonly NativeTensor[],
  given: ReadonlyMap<NativeTensor | undefined, TypedArray>,
): Slices<TypedArray[]> {
  const copies: TypedArray[] = []
  for (const tensor of tensors) copies.push(given.get(tensor) ?? (yield* copyOf(tensor)))
  return copies
}

function* copyOf({ type, data }: NativeTensor): Slices<TypedArray> {
  const copy = allocate(type, data.length)
  for (let at = 0; at < data.length; at += slice) {
    if (at > 0) yield
    copy.set(data.subarray(at, at + slice) as never, at)
  }
  return copy
}
