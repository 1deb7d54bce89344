import { checkOptions } from '../codegen/known-options.js'
import { checkCountWeights } from '../shapes/category-encoding.js'
import { describeValue } from '../shapes/describe-value.js'
import { naming } from '../shapes/dim.js'
import { checkInitialState, onlyRecurrent } from '../shapes/initial-state.js'
import { callsBehind, nameCalls } from './calls.js'
import { type LayerDefinition, outputDType } from './layer-definition.js'
import { checkedTensorOf, makeCall, oneTensorOf, SymbolicTensor } from './symbolic.js'

/** What a use of a layer may be given beside its input. */
export interface UseOptions {
  readonly initialState?: readonly SymbolicTensor[] | undefined
  readonly countWeights?: SymbolicTensor | undefined
}

/**
 * What a layer makes of a tensor: its output, and what it gives beside it. Throws ShapeError, with the layer's place in the model,
 * for a tensor that does not fit.
 */
export const useLayer = (
  definition: LayerDefinition,
  x: unknown,
  options: UseOptions = {},
): SymbolicTensor | SymbolicTensor[] => {
  const { kind } = definition
  const input = oneTensorOf(kind, x)
  const inputs = [input, ...initialStates(definition, input, options), ...countWeights(definition, input, options)]
  const place = () => {
    const { length } = callsBehind(inputs)
    return `layer ${length + 1}, ${nameOf(definition, inputs)}`
  }
  if (definition.name !== undefined) nameOf(definition, inputs)
  const [shape, further] = naming(place, () => [
    definition.outputShape(input.shape),
    [...(definition.furtherOutputs?.(input.shape) ?? [])],
  ])
  const shapes = [shape, ...further.map(([, dims]) => dims)]
  const call = makeCall({ made: { layer: definition }, inputs, shapes, further: further.map(([name]) => name) })
  const output = new SymbolicTensor(shape, outputDType(definition, input.dtype), call)
  if (further.length === 0) return output
  return [output, ...further.map(([, dims], i) => new SymbolicTensor(dims, 'float32', call, i + 1))]
}

/** What a further layer would be called behind these tensors. Throws TypeError for a name that another layer has. */
const nameOf = (definition: LayerDefinition, inputs: readonly SymbolicTensor[]): string => {
  const call = makeCall({ made: { layer: definition }, inputs, shapes: [], further: [] })
  return nameCalls([...callsBehind(inputs), call]).calls.at(-1)?.name as string
}

const initialStates = (
  { kind, recurrence, countWeights }: LayerDefinition,
  x: SymbolicTensor,
  options: UseOptions,
): readonly SymbolicTensor[] => {
  checkOptions<object>(kind, options, { initialState: true, ...(countWeights && { countWeights: true }) })
  const { initialState } = options
  if (initialState === undefined) return []
  if (!recurrence) throw new TypeError(onlyRecurrent())
  const { stateNames, units } = recurrence
  const list = Array.isArray(initialState)
  const states = list ? initialState.map((state) => checkedTensorOf(kind, state)) : []
  const shapes = list ? states.map(({ shape }) => shape) : describeValue(initialState)
  checkInitialState(kind, stateNames, [x.shape[0], units], shapes)
  return states
}

const countWeights = (
  { kind }: LayerDefinition,
  x: SymbolicTensor,
  { countWeights: given }: UseOptions,
): readonly SymbolicTensor[] => {
  if (given === undefined) return []
  const weights = checkedTensorOf(`${kind}: countWeights`, given)
  checkCountWeights(x.shape, weights.shape)
  return [weights]
}

/** The options of a call that was given these tensors beside its input. */
export const useOptions = ({ recurrence }: LayerDefinition, beside: readonly SymbolicTensor[]): UseOptions => {
  const [first] = beside
  if (first === undefined) return {}
  return recurrence ? { initialState: beside } : { countWeights: first }
}
