import type { Graph } from '../codegen/ir/graph.js'
import { input, type TensorData, type Value } from '../codegen/ir/value.js'
import { loweredInSlices } from '../codegen/lowering/target.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import { foldingTransposedParameters } from '../codegen/passes/fold-parameters.js'
import type { Pass } from '../codegen/passes/index.js'
import { poolBeforeAffines } from '../codegen/passes/pool-before-affines.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import type { InferenceGraphOptions, PredictionProgram } from '../runtime/program.js'
import { requireBatchFirst } from './batch-first.js'
import { inputsOf } from './data-specs.js'
import { emittingGraph } from './emit-graph.js'
import { forwarding } from './forward.js'
import type { Model } from './model.js'
import { type ModelGraph, outputShapesOf } from './model-graph.js'
import { streamedStates } from './states.js'
import { type Weight, weightsOf } from './weights.js'

/** What a model with these weights can run without training. */
export const predictionProgram = ({ graph, outputs }: Model, weights: readonly Weight[]): PredictionProgram => {
  const xs = graph.inputs.map(({ name, tensor: { dtype, shape } }) => input(name, dtype, shape))
  function* making(states: ReadonlyMap<string, Value> = new Map()): Slices<Graph> {
    const pass = yield* forwarding(graph, weights, xs, { states })
    const named = new Map<string, Value>()
    // states that are inputs have their names from those
    for (const [i, { name }] of outputs.entries()) {
      if (!states.has(name)) named.set(name, pass.outputs[i]?.value as Value)
    }
    for (const name of states.keys()) named.set(`${name}:next`, pass.further.get(name) as Value)
    return { inputs: [...xs, ...states.values(), ...weights.map(({ value }) => value)], outputs: named }
  }
  function* predicting(): Slices<CompiledGraph> {
    return yield* emittingGraph(yield* making(), 'prediction')
  }
  function* inferring(
    values: ReadonlyMap<string, TensorData>,
    { description, states = false }: InferenceGraphOptions = {},
  ): Slices<CompiledGraph> {
    const own = states ? streamedStates(graph) : new Map<string, Value>()
    const { outputs: results } = yield* making(own)
    const folded = yield* foldingTransposedParameters([...results.values()], values)
    const named = new Map([...results.keys()].map((name, i) => [name, folded.outputs[i] as Value]))
    const whole = { inputs: [...xs, ...own.values()], outputs: named }
    const pooling: Pass = (outputs) => poolBeforeAffines(outputs, folded.values)
    const emitting = emittingGraph(whole, 'inference', folded.values, description, [pooling])
    return yield* loweredInSlices({ holdsWeights: true }, emitting)
  }
  return {
    inputs: inputsOf(graph),
    inputArrangement: graph.inputArrangement,
    outputs,
    outputArrangement: graph.outputArrangement,
    outputShapes: (shapes) => outputShapesOf(graph, shapes),
    prediction: () => atOnce(predicting()),
    predicting,
    inference: (...given) => atOnce(inferring(...given)),
    inferring,
  }
}

/** The same of a model that has layers of another, with the weights that they have there. Throws TypeError where it has others. */
export const submodelProgram = (part: Model, whole: ModelGraph, weights: readonly Weight[]): PredictionProgram => {
  requireBatchFirst('submodel', part.graph)
  const own = weightsOf(part.graph)
  const stranger = own.find(({ definition }) => !whole.layers.has(definition))
  if (stranger) {
    throw new TypeError(
      `submodel: the trained model has no such layer as ${stranger.layer}; make both models of the same layers`,
    )
  }
  const used = new Set(own.map(({ definition }) => definition))
  const graph = { ...part.graph, layers: new Map([...part.graph.layers, ...whole.layers]) }
  return predictionProgram(
    { ...shown(part), graph },
    weights.filter(({ definition }) => used.has(definition)),
  )
}

const shown = ({ inputs, outputs, layers, judged }: Model): Omit<Model, 'graph'> => ({
  inputs,
  outputs,
  layers,
  judged,
})
