import { describeValue } from '../shapes/describe-value.js'
import { naming } from '../shapes/dim.js'
import { checkNested, unfitInputs } from '../shapes/nested-model.js'
import { unknownPart, wrongCount } from '../shapes/parts.js'
import type { AnyModel } from './model.js'
import { type ModelGraph, placeOf, tensorsOf, walkGraph } from './model-graph.js'
import { cast } from './operations/cast.js'
import {
  applyOperation,
  type Nesting,
  oneTensorOf,
  type SymbolicTensor,
  withinModels,
  withinRemat,
} from './symbolic.js'
import { useLayer, useOptions } from './use-layer.js'

/**
 * A model's calls once more, on other inputs: the same layers, and so the same weights. Throws ShapeError for inputs that one of
 * them does not take.
 */
const callGraph = (graph: ModelGraph, outer: Nesting, inputs: readonly SymbolicTensor[]): readonly SymbolicTensor[] => {
  const remats = new Map<symbol, symbol>()
  const anew = (use: symbol): symbol => {
    const known = remats.get(use) ?? Symbol()
    remats.set(use, known)
    return known
  }
  const tensorOf = walkGraph(graph, inputs, ({ name, call }, given) =>
    withinRemat(call.remat && anew(call.remat), () =>
      withinModels([outer, ...call.within], () => {
        if ('layer' in call.made) {
          const [x, ...beside] = given as [SymbolicTensor, ...SymbolicTensor[]]
          const made = useLayer(call.made.layer, x, useOptions(call.made.layer, beside))
          return Array.isArray(made) ? made : [made]
        }
        const { operation } = call.made
        return naming(
          () => placeOf(graph, call, name),
          () => [applyOperation(operation, given)],
        )
      }),
    ),
  )
  return graph.outputs.map(({ tensor }) => tensorOf(tensor))
}

/** What a model makes of tensors, which are arranged as its inputs are. */
export const callModel = ({ graph, nesting }: AnyModel, given: unknown): unknown => {
  const inputs = arrangedInputs(graph, given)
  checkNested(
    graph.inputs.map(({ name, tensor }, i) => ({
      input: { one: 'input', list: `input ${i}`, named: `input ${name}` }[graph.inputArrangement],
      name: { one: 'input', list: `inputs[${i}]`, named: `inputs.${name}` }[graph.inputArrangement],
      expected: tensor.shape,
      shape: (inputs[i] as SymbolicTensor).shape,
    })),
  )
  // a model gives float32, here as in predict
  const outputs = callGraph(graph, nesting, inputs).map((x) => (x.dtype === 'float32' ? x : cast(x, 'float32')))
  if (graph.outputArrangement === 'one') return outputs[0]
  if (graph.outputArrangement === 'list') return outputs
  return Object.fromEntries(graph.outputs.map(({ name }, i) => [name, outputs[i]]))
}

/** The tensors in the order of the inputs. Throws TypeError for what is not arranged as these are. */
const arrangedInputs = ({ inputs, inputArrangement }: ModelGraph, given: unknown): readonly SymbolicTensor[] => {
  if (inputArrangement === 'one') return [oneTensorOf('model', given)]
  const { arrangement, entries } = tensorsOf('inputs', given)
  const names = inputs.map(({ name }) => name)
  if (arrangement !== inputArrangement)
    throw new TypeError(
      unfitInputs(inputArrangement, names, arrangement === 'one' ? 'one tensor' : describeValue(given)),
    )
  if (arrangement === 'list' && entries.length !== names.length)
    throw new TypeError(wrongCount('model', 'inputs', `${entries.length}`, `${names.length}`, 'input'))
  if (arrangement !== 'named') return entries.map(([, tensor]) => tensor)
  const unknown = entries.find(([key]) => !names.includes(key))
  if (unknown) throw new TypeError(unknownPart('model', 'inputs', unknown[0], 'input'))
  if (entries.length < names.length) throw new TypeError(unfitInputs('named', names, describeValue(given)))
  const byName = new Map(entries)
  return names.map((name) => byName.get(name) as SymbolicTensor)
}
