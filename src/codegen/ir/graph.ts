import type { Node, OpNode, Value } from './value.js'

/** A whole graph: what callers feed, in order, and the named values that they get. */
export interface Graph {
  readonly inputs: readonly Value[]
  readonly outputs: ReadonlyMap<string, Value>
}

/** The op nodes that `outputs` need, each after the nodes it depends on. Iterative, so that depth is no limit. */
export const topologicalOrder = (outputs: Iterable<Value>): OpNode[] => {
  const order: OpNode[] = []
  const seen = new Set<Node>()
  /** Nodes whose inputs are being looked at, and which of those comes next. */
  const open: OpNode[] = []
  const next: number[] = []
  const enter = ({ node }: Value): void => {
    if (node.kind !== 'op' || seen.has(node)) return
    seen.add(node)
    open.push(node)
    next.push(0)
  }
  for (const output of outputs) {
    enter(output)
    while (open.length > 0) {
      const node = open[open.length - 1] as OpNode
      const at = next[next.length - 1] as number
      const input = node.inputs[at]
      if (input) {
        next[next.length - 1] = at + 1
        enter(input)
      } else {
        order.push(node)
        open.pop()
        next.pop()
      }
    }
  }
  return order
}

/** How often each value is an operand of what `outputs` need, or one of them. */
export const countUses = (outputs: readonly Value[]): ReadonlyMap<Value, number> => {
  const uses = new Map<Value, number>()
  const count = (values: readonly Value[]): void => {
    for (const value of values) uses.set(value, (uses.get(value) ?? 0) + 1)
  }
  count(outputs)
  for (const { inputs } of topologicalOrder(outputs)) count(inputs)
  return uses
}
