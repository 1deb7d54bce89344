import type { Value } from '../../src/codegen/ir/value.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'

/** The value of a tensor that operations make of others, from the values of those. */
export const valueOfSymbolic = (
  tensor: SymbolicTensor,
  given: ReadonlyMap<SymbolicTensor, Value>,
  known = new Map(given),
): Value => {
  const { source } = tensor
  const found = known.get(tensor)
  if (found) return found
  if (source.kind === 'input' || !('operation' in source.made)) throw new Error(`no value for ${tensor}`)
  const inputs = source.inputs.map((input) => valueOfSymbolic(input, given, known))
  const value = source.made.operation.run(...inputs)
  known.set(tensor, value)
  return value
}

/** The mask of such a tensor, from the masks of those that are given. */
export const maskOfSymbolic = (
  tensor: SymbolicTensor,
  given: ReadonlyMap<SymbolicTensor, Value>,
  masks: ReadonlyMap<SymbolicTensor, Value>,
): Value | undefined => {
  const { source } = tensor
  if (given.has(tensor) || source.kind === 'input' || !('operation' in source.made)) return masks.get(tensor)
  const inputs = source.inputs.map((input) => valueOfSymbolic(input, given))
  const before = source.inputs.map((input) => maskOfSymbolic(input, given, masks))
  return source.made.operation.mask?.(before, inputs)
}
