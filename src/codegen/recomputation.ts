import { bodyParameter } from './ir/body.js'
import { rebuild } from './ir/rewrite.js'
import type { OpNode, Value } from './ir/value.js'
import * as ops from './ops/index.js'
import { passed } from './passes/index.js'
import { atOnce } from './slices.js'

/** The gradients of values that these nodes, which are given in order, use: from those of values that they give. */
type Back = (
  gradients: Iterable<readonly [Value, Value]>,
  nodes: readonly OpNode[],
  wrt: readonly Value[],
) => ReadonlyMap<Value, Value>

/**
 * Gradient checkpointing (Chen et al., 2016): the gradients of what enters a part of a graph, from `gradients` of what it gives, by
 * computing the part again. That and the way back are the only step of a scan: a graph of its own, whose nodes no runtime shares
 * with those of the first time, which begins when the gradients are there, and of which nothing is left when it ends. Undefined
 * where there is nothing to gain.
 */
export const computeAgain = (
  nodes: readonly OpNode[],
  gradients: ReadonlyMap<Value, Value>,
  needed: ReadonlySet<unknown>,
  back: Back,
): readonly (readonly [Value, Value])[] | undefined => {
  const own = new Set<unknown>(nodes)
  const entering = [...new Set(nodes.flatMap(({ inputs }) => inputs))].filter(({ node }) => !own.has(node))
  const arriving = nodes.flatMap(({ outputs }) =>
    outputs.flatMap((value) => {
      const gradient = gradients.get(value)
      return gradient ? [[value, gradient] as const] : []
    }),
  )
  const kept = entering.filter(isKept)
  if (kept.length === 0 || arriving.length === 0) return undefined
  const given = [...new Set([...kept, ...arriving.map(([, gradient]) => gradient).filter(isKept)])]
  const leaves = new Map(given.map((value) => [value, bodyParameter('kept', value)]))
  const again = new Map(leaves)
  const inside = (value: Value): Value => again.get(value) ?? value
  const copies = nodes.flatMap((node) => {
    const outputs = rebuild(node, node.inputs.map(inside))
    for (const [i, value] of node.outputs.entries()) again.set(value, outputs[i] as Value)
    return (outputs[0] as Value).node as OpNode
  })
  const wanted = entering.filter(({ node }) => needed.has(node))
  const found = back(
    arriving.map(([value, gradient]) => [inside(value), leaves.get(gradient) ?? gradient]),
    copies,
    wanted.map(inside),
  )
  const flowing = wanted.filter((value) => found.has(inside(value)))
  if (flowing.length === 0) return []
  const results = flowing.map((value) => found.get(inside(value)) as Value)
  const made = ops.scan({
    states: [],
    sequences: given.map((value) => ops.unsqueeze(value, [0])),
    parameters: [...leaves.values()],
    results: atOnce(passed(results)),
    taped: false,
  })
  return flowing.map((value, i) => [value, ops.squeeze(made[i] as Value, [0])])
}

/** Weights are there anyway, and numbers take no memory. */
const isKept = ({ node, shape }: Value): boolean => shape.length > 0 && (node.kind === 'op' || node.kind === 'input')
