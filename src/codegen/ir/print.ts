import { formatShape } from '../../shapes/format.js'
import { type Graph, topologicalOrder } from './graph.js'
import type { Value } from './value.js'

/** The graph as text, one node a line: for snapshot tests and for debugging. */
export const printGraph = (graph: Graph): string => {
  const names = new Map<Value, string>()
  const name = (value: Value): string => {
    const { node } = value
    if (node.kind === 'input' || node.kind === 'parameter') return node.name
    if (node.kind === 'constant')
      return node.data.length === 1 ? String(node.data[0]) : `const${formatShape(value.shape)}`
    return names.get(value) ?? '?'
  }
  const lines = topologicalOrder(graph.outputs.values()).map((node, i) => {
    for (const output of node.outputs) names.set(output, `%${i}${output.index > 0 ? `.${output.index}` : ''}`)
    const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
    const types = node.outputs.map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`).slice(0, 1)
    const scope = node.scope ? `  # ${node.scope}` : ''
    return `%${i} = ${node.rule.name}(${node.inputs.map(name).join(', ')})${attributes.join('')}: ${types}${scope}`
  })
  const results = [...graph.outputs].map(([output, value]) => `${output} = ${name(value)}`)
  return [`inputs: ${graph.inputs.map(name).join(', ')}`, ...lines, ...results].join('\n')
}
