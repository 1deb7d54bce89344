import { transposeShape } from '../../shapes/transpose.js'
import { rebuild, rewrite } from '../ir/rewrite.js'
import { parameter, type TensorData, type Value } from '../ir/value.js'
import * as ops from '../ops/index.js'

/** Carries out transposes of held parameters, so that the model holds them in the order in which they are used. */
export const foldTransposedParameters = (
  outputs: readonly Value[],
  values: ReadonlyMap<string, TensorData>,
): { readonly outputs: readonly Value[]; readonly values: ReadonlyMap<string, TensorData> } => {
  const folded = new Map(values)
  const leaves = new Map<string, Value>()
  const replaced = rewrite(outputs, (node, inputs) => {
    const source = inputs[0]?.node
    const tensor = source?.kind === 'parameter' ? values.get(source.name) : undefined
    if (node.rule !== ops.transpose.rule || source?.kind !== 'parameter' || !tensor) return rebuild(node, inputs)
    const { perm } = node.attributes as { readonly perm: readonly number[] }
    const name = `${source.name}:${perm.join('')}`
    const known = leaves.get(name)
    if (known) return [known]
    const shape = transposeShape(tensor.shape, perm) as readonly number[]
    folded.set(name, { ...tensor, shape, data: transposed(tensor, perm, shape) })
    const leaf = parameter(name, tensor.dtype, shape)
    leaves.set(name, leaf)
    return [leaf]
  })
  return { outputs: replaced, values: folded }
}

const transposed = (
  { shape: from, data }: TensorData,
  perm: readonly number[],
  to: readonly number[],
): TensorData['data'] => {
  const strides = from.map((_, i) => from.slice(i + 1).reduce((a, b) => a * b, 1))
  const result = data.slice()
  const fill = (axis: number, at: number, source: number): number => {
    if (axis === to.length) {
      result[at] = data[source] as never
      return at + 1
    }
    let next = at
    for (let i = 0; i < (to[axis] as number); i++)
      next = fill(axis + 1, next, source + i * (strides[perm[axis] as number] as number))
    return next
  }
  fill(0, 0, 0)
  return result
}
