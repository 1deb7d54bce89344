import { transposeShape } from '../../shapes/transpose.js'
import { rebuild, rewriting } from '../ir/rewrite.js'
import { parameter, type TensorData, type Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import type { Slices } from '../slices.js'

/** How many elements are moved before other work may come in between: some milliseconds' worth. */
const slice = 2 ** 18

/** In slices, carries out transposes of held parameters, so that the model holds them in the order in which they are used. */
export function* foldingTransposedParameters(
  outputs: readonly Value[],
  values: ReadonlyMap<string, TensorData>,
): Slices<{ readonly outputs: readonly Value[]; readonly values: ReadonlyMap<string, TensorData> }> {
  const leaves = new Map<string, Value>()
  const turned = new Map<string, { readonly tensor: TensorData; readonly perm: readonly number[] }>()
  const replaced = yield* rewriting(outputs, (node, inputs) => {
    const source = inputs[0]?.node
    const tensor = source?.kind === 'parameter' ? values.get(source.name) : undefined
    if (node.rule !== ops.transpose.rule || source?.kind !== 'parameter' || !tensor) return rebuild(node, inputs)
    const { perm } = node.attributes as { readonly perm: readonly number[] }
    const name = `${source.name}:${perm.join('')}`
    const known = leaves.get(name)
    if (known) return [known]
    turned.set(name, { tensor, perm })
    const leaf = parameter(name, tensor.dtype, transposeShape(tensor.shape, perm) as readonly number[])
    leaves.set(name, leaf)
    return [leaf]
  })
  const folded = new Map(values)
  for (const [name, { tensor, perm }] of turned) folded.set(name, yield* transposed(tensor, perm))
  return { outputs: replaced, values: folded }
}

function* transposed({ dtype, shape: from, data }: TensorData, perm: readonly number[]): Slices<TensorData> {
  const shape = transposeShape(from, perm) as readonly number[]
  const strides = from.map((_, i) => from.slice(i + 1).reduce((a, b) => a * b, 1))
  const steps = perm.map((axis) => strides[axis] as number)
  const result = data.slice()
  const index = shape.map(() => 0)
  let source = 0
  for (let at = 0; at < result.length; at++) {
    if (at % slice === 0) yield
    result[at] = data[source] as never
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [step, size, next] = [steps[axis] as number, shape[axis] as number, (index[axis] as number) + 1]
      source += step
      index[axis] = next
      if (next < size) break
      source -= step * size
      index[axis] = 0
    }
  }
  return { dtype, shape, data: result }
}
