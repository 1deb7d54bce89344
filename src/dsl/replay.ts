import type { Value } from '../codegen/ir/value.js'
import { callsBehind, kindOf, nameCalls } from './calls.js'
import { type CallContext, taken } from './layer-definition.js'
import { walkGraph } from './model-graph.js'
import { checkedTensorOf, SymbolicTensor } from './symbolic.js'

/** What a user's function of tensors may do beside operations. */
export type ReplayContext = Pick<CallContext, 'training' | 'random' | 'addLoss'>

/** Stands for a value where the user's functions compute with it. */
const placeholder = ({ shape, dtype }: Pick<Value, 'shape' | 'dtype'>, name: string): SymbolicTensor =>
  new SymbolicTensor(shape, dtype, { kind: 'input', name })

/**
 * Runs a user's function of tensors on values. Throws TypeError, naming what it is of, where it gives no tensor, uses a tensor from
 * outside, or a layer that has weights.
 */
export const replay = (
  what: string,
  inputs: readonly Value[],
  run: (...tensors: SymbolicTensor[]) => unknown,
  context: ReplayContext,
): Value => {
  const places = inputs.map((value, i) => placeholder(value, `${i}`))
  const result = checkedTensorOf(`${what}: its result`, run(...places))
  const { calls } = nameCalls(callsBehind([result]))
  const known = new Set(places)
  const valueAt = walkGraph<Value>(
    { inputs: places.map((tensor, i) => ({ name: `${i}`, tensor })), calls },
    inputs,
    ({ call }, values) => {
      const stray = call.inputs.find((tensor) => tensor.source.kind === 'input' && !known.has(tensor))
      if (stray)
        throw new TypeError(`${what}: ${kindOf(call)} has ${stray} from outside; use only tensors that it is given`)
      if ('operation' in call.made) return [call.made.operation.run(...values)]
      const { layer } = call.made
      const x = values[0] as Value
      if (layer.weights(x.shape).length > 0 || layer.furtherOutputs) {
        throw new TypeError(
          `${what}: ${layer.kind} has weights or states of its own, which are not part of it; use a block or a function of tensors`,
        )
      }
      return [layer.call(taken(x, layer), noWeights(what, context))]
    },
  )
  if (!known.has(result) && result.source.kind === 'input') {
    throw new TypeError(`${what}: its result is a tensor from outside; use only tensors that it is given`)
  }
  return valueAt(result)
}

const noWeights = (what: string, context: ReplayContext): CallContext => ({
  ...context,
  mask: undefined,
  initialStates: undefined,
  frozen: () => false,
  weight: (name) => {
    throw new Error(`${what} has no weight ${name}`)
  },
  average: () => {},
  output: () => {},
})

/** For functions that are the same in training and in inference. */
export const still: ReplayContext = {
  training: false,
  random: () => {
    throw new Error('random numbers are drawn in layers only')
  },
  addLoss: () => {
    throw new Error('penalties are added in layers only')
  },
}
