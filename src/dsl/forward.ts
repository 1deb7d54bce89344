import { scalar, type Value, withScope } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { sinkingTransposes } from '../codegen/passes/transposes.js'
import { randomKey, randomUniformLike } from '../codegen/random.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import { naming } from '../shapes/dim.js'
import { Averages } from './averages.js'
import type { NamedCall } from './calls.js'
import { type LayerDefinition, type Masked, taken } from './layer-definition.js'
import { warnOfMask } from './lost-mask.js'
import { type ModelGraph, placeOf, walking } from './model-graph.js'
import { runOperation } from './run-operation.js'
import type { Weight } from './weights.js'

/** What decides the random numbers of one run: int32 scalars. */
export interface RandomState {
  readonly seed: Value
  readonly step: Value
}

export interface Forward {
  /** The model's outputs, float32, in order. */
  readonly outputs: readonly Masked[]
  /** What layers give beside their outputs, and their last states, by full name such as `lstm/h`. */
  readonly further: ReadonlyMap<string, Value>
  /** Scalars that join the loss: penalties on weights and activities. */
  readonly penalties: readonly Value[]
  /** New values of weights that training changes without a gradient, by name. */
  readonly updates: ReadonlyMap<string, Value>
}

export interface ForwardOptions {
  /** Makes it the forward pass of training; without it, that of inference. */
  readonly random?: RandomState | undefined
  /** Which positions of each input count. */
  readonly masks?: readonly (Value | undefined)[]
  /** States of recurrent layers before the first step, by full name such as `lstm/h`. */
  readonly states?: ReadonlyMap<string, Value> | undefined
}

/** What a pass collects beside the tensors. */
interface Pass {
  readonly weights: ReadonlyMap<string, Weight>
  readonly options: ForwardOptions
  readonly penalties: Value[]
  readonly averages: Averages
  readonly further: Map<string, Value>
  streams: number
}

/** Runs a model's layers on its inputs. */
export const forward = (...pass: Parameters<typeof forwarding>): Forward => atOnce(forwarding(...pass))

/** The same in slices. */
export function* forwarding(
  graph: ModelGraph,
  weights: readonly Weight[],
  xs: readonly Value[],
  options: ForwardOptions = {},
): Slices<Forward> {
  const byName = new Map(weights.map((weight) => [weight.name, weight]))
  const averages = new Averages()
  const pass: Pass = { weights: byName, options, penalties: [], averages, further: new Map(), streams: 0 }
  const inputs = xs.map((value, i): Masked => ({ value, mask: options.masks?.[i] }))
  const masked = yield* walking(graph, inputs, (named, given) =>
    withScope(named.name, () =>
      naming(
        () => placeOf(graph, named.call, named.name),
        () => run(graph, pass, named, given),
      ),
    ),
  )
  for (const { layer, spec, value } of weights) {
    const { regularizer } = spec
    // as in Keras, what is not trained is not penalized
    if (regularizer && spec.trainable) pass.penalties.push(withScope(layer, () => regularizer.penalty(value)))
  }
  const outputs = graph.outputs.map(({ tensor }) => masked(tensor))
  const { penalties, further } = pass
  const updates = averages.next()
  const sunk = yield* sinkingTransposes([
    ...outputs.map(({ value }) => ops.cast(value, 'float32')),
    ...penalties,
    ...updates.values(),
    ...outputs.flatMap(({ mask }) => mask ?? []),
    ...further.values(),
  ])
  const left = sunk.values()
  const next = () => left.next().value as Value
  const values = outputs.map(next)
  return {
    penalties: penalties.map(next),
    updates: new Map([...updates.keys()].map((name) => [name, next()])),
    outputs: outputs.map(({ mask }, i) => ({ value: values[i] as Value, mask: mask && next() })),
    further: new Map([...further.keys()].map((name) => [name, next()])),
  }
}

/** One call: its output, and what it gives beside it. */
const run = (
  graph: ModelGraph,
  pass: Pass,
  { name, call }: NamedCall,
  inputs: readonly Masked[],
): readonly Masked[] => {
  const { made } = call
  if ('operation' in made) {
    const { operation } = made
    const result = runOperation(operation, inputs)
    if (!result.mask && !operation.masked && inputs.some(({ mask }) => mask)) {
      warnOfMask(name, operation, operation.mask && 'gives no mask for these inputs')
    }
    return [result]
  }
  const { layer } = made
  const [{ value, mask }, ...beside] = inputs as [Masked, ...Masked[]]
  const x = taken(value, layer)
  const own = new Map<string, Value>()
  const result = runLayer(graph, pass, layer, x, {
    mask,
    ...(layer.recurrence && { initialStates: initialStatesOf(name, layer, pass.options, beside) }),
    countWeights: layer.countWeights && beside[0] ? ops.cast(beside[0].value, 'float32') : undefined,
    output: (output, value) => {
      own.set(output, value)
      pass.further.set(`${name}/${output}`, value)
    },
  })
  if (mask && !layer.mask) warnOfMask(name, layer)
  return [
    { value: result, mask: layer.mask?.(x, mask) },
    ...call.further.map((output): Masked => ({ value: own.get(output) as Value, mask: undefined })),
  ]
}

const runLayer = (
  { layers }: ModelGraph,
  pass: Pass,
  definition: LayerDefinition,
  x: Value,
  own: Pick<Parameters<LayerDefinition['call']>[1], 'mask' | 'initialStates' | 'countWeights' | 'output'>,
): Value => {
  const { random } = pass.options
  const layer = layers.get(definition) as string
  const found = (name: string): Weight => {
    const weight = pass.weights.get(`${layer}/${name}`)
    if (!weight) throw new Error(`layer ${layer} has no weight ${name}`)
    return weight
  }
  return definition.call(x, {
    training: random !== undefined,
    ...own,
    frozen: (name) => found(name).spec.frozen === true,
    // a shared layer's second call starts from what its first has updated
    weight: (name) => pass.averages.nextOf(found(name).name) ?? found(name).value,
    average: (name, value, momentum) => pass.averages.add(found(name), value, momentum),
    addLoss: (penalty) => void pass.penalties.push(penalty),
    random: (like) => {
      if (!random) throw new Error(`layer ${layer}: random numbers are drawn in training only`)
      pass.streams += 1
      return randomUniformLike(like, randomKey(random.seed, random.step, scalar(pass.streams, 'int32')))
    },
  })
}

/** The states that the call was given, or that are inputs of the graph. */
const initialStatesOf = (
  name: string,
  { recurrence }: LayerDefinition,
  { states }: ForwardOptions,
  given: readonly Masked[],
): readonly Value[] | undefined => {
  if (given.length > 0) return given.map(({ value }) => ops.cast(value, 'float32'))
  const own = recurrence?.stateNames.flatMap((state) => states?.get(`${name}/${state}`) ?? []) ?? []
  return own.length > 0 ? own : undefined
}
