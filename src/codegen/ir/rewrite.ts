import { topologicalOrder } from './graph.js'
import { apply, type OpNode, type Value, withScope } from './value.js'

/** The node again, on other inputs, in the same scope; the very node where its inputs did not change. */
export const rebuild = (
  node: OpNode,
  inputs: readonly Value[],
  attributes: object = node.attributes,
): readonly Value[] => {
  if (attributes === node.attributes && inputs.every((value, i) => value === node.inputs[i])) return node.outputs
  return withScope(node.scope, () => apply(node.rule, inputs, attributes))
}

/** Rewrites every op node that `outputs` need, dependencies first, and gives the values that replace `outputs`. */
export const rewrite = (
  outputs: readonly Value[],
  replace: (node: OpNode, inputs: readonly Value[]) => readonly Value[],
): Value[] => {
  const replaced = new Map<Value, Value>()
  const current = (value: Value): Value => replaced.get(value) ?? value
  for (const node of topologicalOrder(outputs)) {
    for (const [i, value] of replace(node, node.inputs.map(current)).entries()) {
      replaced.set(node.outputs[i] as Value, value)
    }
  }
  return outputs.map(current)
}
