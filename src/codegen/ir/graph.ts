import type { OpNode, Value } from './value.js'

/** A whole graph: what callers feed, in order, and the named values that they get. */
export interface Graph {
  readonly inputs: readonly Value[]
  readonly outputs: ReadonlyMap<string, Value>
}

/** The op nodes that `outputs` need, each after the nodes it depends on. Iterative, so that depth is no limit. */
export const topologicalOrder = (outputs: Iterable<Value>): OpNode[] => {
  const order: OpNode[] = []
  const state = new Map<OpNode, 'open' | 'done'>()
  const stack: Value[] = [...outputs].reverse()
  while (stack.length > 0) {
    const { node } = stack.at(-1) as Value
    if (node.kind !== 'op' || state.get(node) === 'done') {
      stack.pop()
    } else if (state.get(node) === 'open') {
      state.set(node, 'done')
      order.push(node)
      stack.pop()
    } else {
      state.set(node, 'open')
      for (const input of node.inputs.toReversed()) stack.push(input)
    }
  }
  return order
}

/** How often each value is an operand of what `outputs` need, or one of them. */
export const countUses = (outputs: readonly Value[]): ReadonlyMap<Value, number> => {
  const uses = new Map<Value, number>()
  for (const value of [...outputs, ...topologicalOrder(outputs).flatMap(({ inputs }) => inputs)])
    uses.set(value, (uses.get(value) ?? 0) + 1)
  return uses
}
