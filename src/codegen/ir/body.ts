import { formatShape } from '../../shapes/format.js'
import { shareSubexpressions } from '../passes/common-subexpressions.js'
import { topologicalOrder } from './graph.js'
import { rebuild } from './rewrite.js'
import { input, isOfType, type Node, type TensorType, type Value } from './value.js'

/**
 * A part of a graph that runs more than once, as a function: `results` depend on `parameters` and constants only. What it
 * used from around it are parameters too, the last ones: `captures` of whoever made it.
 */
export class Body {
  private static made = 0
  private readonly id = ++Body.made

  constructor(
    readonly parameters: readonly Value[],
    readonly results: readonly Value[],
  ) {
    Object.freeze(parameters)
    Object.freeze(results)
    Object.freeze(this)
  }

  /** Attributes are compared as JSON. */
  toJSON(): number {
    return this.id
  }
}

/** A leaf that stands for what a body is given; the name is for readers of the graph. */
export const bodyParameter = (name: string, { dtype, shape }: TensorType): Value => input(name, dtype, shape)

/**
 * Makes a body of what was built on `parameters`. Values from around it that the results need become further parameters:
 * `captures` are those values.
 */
export const closeBody = (
  parameters: readonly Value[],
  results: readonly Value[],
): { readonly body: Body; readonly captures: readonly Value[] } => {
  const inside = dependents(parameters, results)
  const leaves = new Map<Value, Value>()
  const replaced = new Map<Value, Value>()
  const within = (value: Value): Value => {
    if (inside.has(value.node)) return replaced.get(value) ?? value
    if (value.node.kind === 'constant') return value
    const known = leaves.get(value)
    if (known) return known
    const leaf = bodyParameter(`capture ${leaves.size}`, value)
    leaves.set(value, leaf)
    return leaf
  }
  for (const node of inside) {
    if (node.kind !== 'op') continue
    for (const [i, value] of rebuild(node, node.inputs.map(within)).entries())
      replaced.set(node.outputs[i] as Value, value)
  }
  const shared = shareSubexpressions(results.map(within))
  return { body: new Body([...parameters, ...leaves.values()], shared), captures: [...leaves.keys()] }
}

/** The nodes that `results` need and that depend on `leaves`, each after those that it depends on; the leaves' first. */
const dependents = (leaves: readonly Value[], results: readonly Value[]): ReadonlySet<Node> => {
  const found = new Set<Node>(leaves.map(({ node }) => node))
  for (const node of topologicalOrder(results)) {
    if (node.inputs.some((value) => found.has(value.node))) found.add(node)
  }
  return found
}

/** Throws where two tensors that must be of one type are not. */
export const requireSameType = (what: string, a: TensorType, b: TensorType): void => {
  if (isOfType(a, b)) return
  const [x, y] = [a, b].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`)
  throw new Error(`${what}: expected ${x}, got ${y}`)
}
