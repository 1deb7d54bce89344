import type { OpNode } from './value.js'

/** Nodes of one part, next to each other in an order in which they can run; or nodes of none. */
interface Run {
  readonly part: symbol | undefined
  readonly nodes: readonly OpNode[]
}

/**
 * Another order in which nodes can run, given in one: those of a part follow each other. Where other nodes must come between them
 * the part is several runs.
 */
export const inParts = (order: readonly OpNode[], partOf: (node: OpNode) => symbol | undefined): readonly Run[] => {
  const users = usersOf(order)
  const waiting = new Map(order.map((node) => [node, users.get(node)?.length ?? 0]))
  /** How many uses of a part's nodes by others are still to come. */
  const outside = new Map<symbol | undefined, number>()
  const count = (node: OpNode, user: OpNode, by: number) => {
    const part = partOf(node)
    if (part !== partOf(user)) outside.set(part, (outside.get(part) ?? 0) + by)
  }
  for (const [node, all] of users) for (const user of all) count(node, user, 1)
  const ready = new Map<symbol | undefined, OpNode[]>()
  const open = (node: OpNode) => {
    const others = ready.get(partOf(node))
    if (others) others.push(node)
    else ready.set(partOf(node), [node])
  }
  const position = new Map(order.map((node, i) => [node, i]))
  const runs: { part: symbol | undefined; nodes: OpNode[] }[] = []
  // from the last to the first
  for (const node of order) if (waiting.get(node) === 0) open(node)
  while (ready.size > 0) {
    const whole = [...ready.keys()].find((part) => part !== undefined && !outside.get(part))
    const part = ready.has(undefined) ? undefined : (whole ?? ready.keys().next().value)
    const nodes: OpNode[] = []
    for (let node = takeLast(ready, part, position); node; node = takeLast(ready, part, position)) {
      nodes.push(node)
      for (const { node: input } of node.inputs) {
        if (input.kind !== 'op') continue
        count(input, node, -1)
        const left = (waiting.get(input) as number) - 1
        waiting.set(input, left)
        if (left === 0) open(input)
      }
    }
    runs.push({ part, nodes: nodes.reverse() })
  }
  return runs.reverse()
}

const usersOf = (order: readonly OpNode[]): ReadonlyMap<OpNode, readonly OpNode[]> => {
  const users = new Map<OpNode, OpNode[]>()
  for (const user of order) {
    for (const { node } of user.inputs) {
      if (node.kind !== 'op') continue
      const known = users.get(node)
      if (known) known.push(user)
      else users.set(node, [user])
    }
  }
  return users
}

/** The last of the part's nodes that are ready, no longer there. */
const takeLast = (
  ready: Map<symbol | undefined, OpNode[]>,
  part: symbol | undefined,
  position: ReadonlyMap<OpNode, number>,
): OpNode | undefined => {
  const nodes = ready.get(part) ?? []
  const at = (node: OpNode) => position.get(node) as number
  const last = nodes.reduce((best, node, i) => (at(node) > at(nodes[best] as OpNode) ? i : best), 0)
  const [node] = nodes.splice(last, 1)
  if (nodes.length === 0) ready.delete(part)
  return node
}
