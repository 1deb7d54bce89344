import onnxProto from 'onnx-proto'
import { type Graph, topologicalOrder } from '../ir/graph.js'
import type { OnnxAttributes } from '../ir/op.js'
import {
  type ConstantNode,
  constantKey,
  type InputNode,
  type OpNode,
  type ParameterNode,
  type TensorData,
  type TensorType,
  type Value,
} from '../ir/value.js'
import { Names } from './names.js'
import { attributeProtos, tensorProto, valueInfo } from './proto.js'

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
}

export interface EmitOptions {
  /** The graph's name, as viewers show it. */
  readonly name: string
  readonly description?: string
  /** Values of parameters: defaults of those that are also graph inputs, held inside the model for the others. */
  readonly values?: ReadonlyMap<string, TensorData>
}

/** Writes a graph as ONNX: default domain only, the same bytes for the same graph. */
export const emitModel = (graph: Graph, { name, description = '', values = new Map() }: EmitOptions): CompiledGraph => {
  const names = new Names()
  const valueNames = new Map<Value, string>()
  const origin = new Map<string, string>()
  const initializers: onnxProto.onnx.ITensorProto[] = []
  const constants = new Map<string, string>()
  const nodes: onnxProto.onnx.INodeProto[] = []

  const constantName = (tensor: TensorData): string => {
    const key = constantKey(tensor)
    const known = constants.get(key)
    if (known !== undefined) return known
    const fresh = names.fresh('constant')
    constants.set(key, fresh)
    initializers.push(tensorProto(fresh, tensor))
    return fresh
  }

  const heldParameter = (value: Value, { name: parameterName }: ParameterNode): string => {
    const tensor = values.get(parameterName)
    if (!tensor) throw new Error(`emit: parameter ${parameterName} is neither an input of the graph nor given a value`)
    initializers.push(tensorProto(names.exact(parameterName), tensor))
    valueNames.set(value, parameterName)
    return parameterName
  }

  const nameOf = (value: Value): string => {
    const known = valueNames.get(value)
    if (known !== undefined) return known
    const { node } = value
    if (node.kind === 'constant')
      return constantName({ ...value, data: node.data } as TensorData & { node: ConstantNode })
    if (node.kind === 'parameter') return heldParameter(value, node)
    throw new Error(`emit: ${node.kind === 'input' ? `input ${node.name}` : node.rule.name} is not part of the graph`)
  }

  const addNode = (
    scope: string,
    type: string,
    inputs: readonly string[],
    attributes: OnnxAttributes,
    outputs?: readonly string[],
  ) => {
    const nodeName = names.fresh(scope ? `${scope}/${type}` : type)
    if (scope) origin.set(nodeName, scope)
    const results = outputs ?? [names.fresh(`${nodeName}:0`)]
    nodes.push({
      name: nodeName,
      opType: type,
      input: [...inputs],
      output: [...results],
      attribute: attributeProtos(attributes),
    })
    return results[0] as string
  }

  const emitNode = (node: OpNode, used: ReadonlySet<Value>) => {
    const { rule, scope, attributes } = node
    const type = rule.name.charAt(0).toUpperCase() + rule.name.slice(1)
    const base = scope ? `${scope}/${type}` : type
    const count = node.outputs.findLastIndex((value) => used.has(value)) + 1
    const outputs = node.outputs.slice(0, count).map((value) => {
      const given = valueNames.get(value) ?? (used.has(value) ? names.fresh(`${base}:${value.index}`) : '')
      if (given) valueNames.set(value, given)
      return given
    })
    const inputs = node.inputs.map(nameOf)
    if (!rule.emit) return addNode(scope, type, inputs, attributes as OnnxAttributes, outputs)
    const int64 = (list: readonly number[]) =>
      constantName({ dtype: 'int64', shape: [list.length], data: BigInt64Array.from(list, BigInt) })
    rule.emit({
      values: node.inputs,
      attributes,
      inputs,
      outputs,
      node: (nodeType, nodeInputs, nodeAttributes = {}, nodeOutputs) =>
        addNode(scope, nodeType, nodeInputs, nodeAttributes, nodeOutputs),
      int64,
    })
  }

  for (const value of graph.inputs) {
    const { name: inputName } = value.node as InputNode | ParameterNode
    valueNames.set(value, names.exact(inputName))
    const initial = values.get(inputName)
    if (initial) initializers.push(tensorProto(inputName, initial))
  }
  for (const [outputName, value] of graph.outputs) {
    names.exact(outputName)
    if (value.node.kind === 'op' && !valueNames.has(value)) valueNames.set(value, outputName)
  }
  const order = topologicalOrder(graph.outputs.values())
  const used = new Set([...order.flatMap((node) => node.inputs), ...graph.outputs.values()])
  // before any node, so that no name made here takes theirs
  for (const value of used) if (value.node.kind === 'parameter') nameOf(value)
  for (const node of order) emitNode(node, used)
  for (const [outputName, value] of graph.outputs) {
    const scope = value.node.kind === 'op' ? value.node.scope : ''
    if (nameOf(value) !== outputName) addNode(scope, 'Identity', [nameOf(value)], {}, [outputName])
  }

  const model = onnxProto.onnx.ModelProto.encode({
    irVersion,
    producerName: 'tenon',
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name,
      docString: description,
      node: nodes,
      input: graph.inputs.map((value) => valueInfo(nameOf(value), value)),
      output: [...graph.outputs].map(([outputName, value]) => valueInfo(outputName, value)),
      initializer: initializers,
    },
  }).finish()
  return {
    model,
    inputs: graph.inputs.map((value) => ({ name: nameOf(value), dtype: value.dtype, shape: value.shape })),
    outputs: [...graph.outputs].map(([outputName, { dtype, shape }]) => ({ name: outputName, dtype, shape })),
    origin,
  }
}
