import { type Slices, takingEach } from '../slices.js'
import { topologicalOrder } from './graph.js'
import { apply, applyAgain, type OpNode, type Value, withScope } from './value.js'

/** The node again, on other inputs, in the same scope; the very node where its inputs did not change. */
export const rebuild = (
  node: OpNode,
  inputs: readonly Value[],
  attributes: object = node.attributes,
): readonly Value[] => {
  if (attributes !== node.attributes) return withScope(node.scope, () => apply(node.rule, inputs, attributes))
  const isSame = inputs === node.inputs || inputs.every((value, i) => value === node.inputs[i])
  return isSame ? node.outputs : withScope(node.scope, () => applyAgain(node, inputs))
}

/** What takes a node's place, given what has taken that of its inputs. */
export type Replace = (node: OpNode, inputs: readonly Value[]) => readonly Value[]

/** In slices, rewrites every op node that `outputs` need, dependencies first; gives the values that replace `outputs`. */
export function* rewriting(outputs: readonly Value[], replace: Replace): Slices<Value[]> {
  const replaced = new Map<Value, Value>()
  const current = (value: Value): Value => replaced.get(value) ?? value
  yield* takingEach(topologicalOrder(outputs), (node) => {
    const isTouched = replaced.size > 0 && node.inputs.some((value) => replaced.has(value))
    const results = replace(node, isTouched ? node.inputs.map(current) : node.inputs)
    if (results === node.outputs) return
    for (const [i, output] of node.outputs.entries()) replaced.set(output, results[i] as Value)
  })
  return outputs.map(current)
}
