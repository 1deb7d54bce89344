import type { Graph } from '../ir/graph.js'
import type { InputNode, ParameterNode, TensorData, TensorType } from '../ir/value.js'
import { atOnce, type Slices } from '../slices.js'
import { encodingModel } from './encode.js'
import { GraphEmitter, ModelParts } from './graph-emitter.js'
import { valueInfo } from './proto.js'

/** Operator set of the default domain: newer ones fall from CUDA to the CPU. */
const opset = 17
/** The file format's version that goes with it. */
const irVersion = 8

export interface TensorSpec extends TensorType {
  readonly name: string
}

/** One ONNX model, and what a caller must know of it without decoding it. */
export interface CompiledGraph {
  readonly model: Uint8Array
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** The user's layer behind each ONNX node, for errors. */
  readonly origin: ReadonlyMap<string, string>
  /** The kinds of its nodes, those of its subgraphs included. */
  readonly operators: ReadonlySet<string>
}

export interface EmitOptions {
  /** The graph's name, as viewers show it. */
  readonly name: string
  readonly description?: string
  /** Values of parameters: defaults of those that are also graph inputs, held inside the model for the others. */
  readonly values?: ReadonlyMap<string, TensorData>
}

/** Writes a graph as ONNX: default domain only, the same bytes for the same graph. */
export const emitModel = (graph: Graph, options: EmitOptions): CompiledGraph => atOnce(emittingModel(graph, options))

/** The same in slices. */
export function* emittingModel(
  graph: Graph,
  { name, description = '', values = new Map() }: EmitOptions,
): Slices<CompiledGraph> {
  const parts = new ModelParts(values)
  const emitter = new GraphEmitter(parts)
  for (const value of graph.inputs) {
    const { name: inputName } = value.node as InputNode | ParameterNode
    emitter.give(value, parts.names.exact(inputName))
    const initial = values.get(inputName)
    if (initial) parts.hold(inputName, initial)
  }
  const outputs = [...graph.outputs]
  for (const [outputName, value] of outputs) {
    parts.names.exact(outputName)
    if (value.node.kind === 'op' && !emitter.has(value)) emitter.give(value, outputName)
  }
  yield* emitter.emit(outputs.map(([, value]) => value))
  for (const [outputName, value] of outputs) emitter.copyTo(outputName, value)
  yield* parts.bodies()

  yield
  const model = yield* encodingModel({
    irVersion,
    producerName: 'tenon',
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name,
      docString: description,
      node: emitter.nodes,
      input: graph.inputs.map((value) => valueInfo(emitter.nameOf(value), value)),
      output: outputs.map(([outputName, value]) => valueInfo(outputName, value)),
      initializer: parts.initializers,
    },
  })
  return {
    model,
    inputs: graph.inputs.map((value) => ({ name: emitter.nameOf(value), dtype: value.dtype, shape: value.shape })),
    outputs: outputs.map(([outputName, { dtype, shape }]) => ({ name: outputName, dtype, shape })),
    origin: parts.origin,
    operators: parts.operators,
  }
}
