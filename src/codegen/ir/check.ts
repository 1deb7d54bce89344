import { formatShape } from '../../shapes/format.js'
import { type Graph, topologicalOrder } from './graph.js'
import { isOfType, type OpNode, type TensorType, type Value } from './value.js'

/**
 * Throws where a graph is not sound: an input used but not listed, or a node whose stored output types are not those that
 * its rule infers from its inputs.
 */
export const checkGraph = (graph: Graph, after: string): void => {
  const listed = new Set(graph.inputs)
  const fail = (node: string, problem: string) => {
    throw new Error(`graph check after ${after}: ${node}: ${problem}`)
  }
  const checkLeaf = ({ node }: Value, value: Value) => {
    if (node.kind === 'input' && !listed.has(value)) fail(node.name, 'is used but is not an input of the graph')
  }
  for (const value of graph.outputs.values()) checkLeaf(value, value)
  for (const node of topologicalOrder(graph.outputs.values())) {
    for (const value of node.inputs) checkLeaf(value, value)
    const types = node.rule.infer(node.inputs, node.attributes)
    const problem = mismatch(node, types)
    if (problem) fail(`${node.scope}/${node.rule.name}`, problem)
  }
}

const mismatch = ({ outputs }: OpNode, types: readonly TensorType[]): string | undefined => {
  if (outputs.length !== types.length) return `has ${outputs.length} outputs, its rule gives ${types.length}`
  const wrong = outputs.findIndex((output, i) => !isOfType(output, types[i] as TensorType))
  return wrong < 0
    ? undefined
    : `output ${wrong} is ${describe(outputs[wrong] as Value)}, its rule gives ${describe(types[wrong] as TensorType)}`
}

const describe = ({ dtype, shape }: TensorType): string => `${dtype} ${formatShape(shape)}`
