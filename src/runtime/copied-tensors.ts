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
    // by place, as a tensor may be there twice: each has an array of its own
    const places = part.flatMap(({ isHere }, place) => (isHere ? [] : [place]))
    const theirs = new Map(holder && (await holder.copies(gone)).map((copy, i) => [places[i], copy]))
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

/** Copies of those whose copies are not among the given ones, by place, and these. */
function* copying(
  tensors: readonly NativeTensor[],
  given: ReadonlyMap<number | undefined, TypedArray>,
): Slices<TypedArray[]> {
  const copies: TypedArray[] = []
  for (const [place, tensor] of tensors.entries()) copies.push(given.get(place) ?? (yield* copyOf(tensor)))
  return copies
}

function* copyOf({ type, data }: NativeTensor): Slices<TypedArray> {
  const { length } = data
  const copy = allocate(type, length)
  for (let at = 0; at < length; at += slice) {
    if (at > 0) yield
    if (data.length !== length) {
      throw new Error(
        `a tensor of ${length} elements has ${data.length} amid its copying: another run took them; await what copies weights before the next run begins`,
      )
    }
    copy.set(data.subarray(at, at + slice) as never, at)
  }
  return copy
}
