import { describeValue } from '../shapes/describe-value.js'
import { naming } from '../shapes/dim.js'
import { checkNested } from '../shapes/nested-model.js'
import type { AnyModel } from './model.js'
import { type ModelGraph, placeOf, tensorsOf, walkGraph } from './model-graph.js'
import { applyOperation, type Nesting, type SymbolicTensor, withinModels } from './symbolic.js'
import { useLayer } from './use-layer.js'

/**
 * A model's calls once more, on other inputs: the same layers, and so the same weights. Throws ShapeError for inputs that one of
 * them does not take.
 */
export const callGraph = (
  graph: ModelGraph,
  outer: Nesting,
  inputs: readonly SymbolicTensor[],
): readonly SymbolicTensor[] => {
  const own = new Map<Nesting, Nesting>()
  const fresh = (nesting: Nesting): Nesting => {
    const known = own.get(nesting)
    if (known) return known
    const made = { ...nesting }
    own.set(nesting, made)
    return made
  }
  const tensorOf = walkGraph(graph, inputs, ({ name, call }, given) =>
    withinModels([outer, ...call.within.map(fresh)], () => {
      if ('layer' in call.made) {
        const [x, ...states] = given as [SymbolicTensor, ...SymbolicTensor[]]
        const made = useLayer(call.made.layer, x, states.length > 0 ? { initialState: states } : {})
        return Array.isArray(made) ? made : [made]
      }
      const { operation } = call.made
      return naming(
        () => placeOf(graph, call, name),
        () => [applyOperation(operation, given)],
      )
    }),
  )
  return graph.outputs.map(({ tensor }) => tensorOf(tensor))
}

/** What a model makes of tensors, which are arranged as its inputs are. */
export const callModel = ({ graph, nesting }: AnyModel, given: unknown): unknown => {
  const { arrangement, entries } = tensorsOf('inputs', given)
  const named = graph.inputArrangement === 'named'
  const inputs = graph.inputs.map(({ name, tensor }, i) => {
    const found = named ? entries.find(([key]) => key === name) : entries[i]
    if (arrangement !== graph.inputArrangement || !found || entries.length !== graph.inputs.length) {
      const wanted = graph.inputs.map((input) => input.name).join(', ')
      const as = { one: 'one tensor', list: 'a list of', named: 'an object of' }[graph.inputArrangement]
      throw new TypeError(`model: expected ${as} ${wanted}, got ${describeValue(given)}`)
    }
    checkNested(graph.inputs.length > 1 ? `input ${name}` : 'input', tensor.shape, found[1].shape)
    return found[1]
  })
  const outputs = callGraph(graph, nesting, inputs)
  if (graph.outputArrangement === 'one') return outputs[0]
  if (graph.outputArrangement === 'list') return outputs
  return Object.fromEntries(graph.outputs.map(({ name }, i) => [name, outputs[i]]))
}
