import onnxProto from 'onnx-proto'
import type { CompiledGraph, TensorSpec } from '../src/codegen/onnx/emit.js'

const { ModelProto } = onnxProto.onnx
type Graph = onnxProto.onnx.IGraphProto
type Info = onnxProto.onnx.IValueInfoProto

/** One graph of several that have nothing to do with each other: a session for all. What `i` calls x is `i/x` there. */
export const mergedModel = (graphs: readonly CompiledGraph[]): CompiledGraph => {
  const decoded = graphs.map(({ model }) => ModelProto.decode(model))
  const parts = decoded.map(({ graph }, i) => renamed(graph as Graph, (name) => (name ? `${i}/${name}` : '')))
  const all = <K extends 'node' | 'input' | 'output' | 'initializer'>(kind: K) =>
    parts.flatMap((part) => part[kind] ?? [])
  const graph = {
    name: 'merged',
    node: all('node') as never,
    input: all('input') as never,
    output: all('output') as never,
    initializer: all('initializer') as never,
  }
  const specs = (kind: 'inputs' | 'outputs') =>
    graphs.flatMap((one, i) => one[kind].map((spec) => renamedSpec(spec, i)))
  return {
    model: ModelProto.encode({ ...decoded[0], graph }).finish(),
    inputs: specs('inputs'),
    outputs: specs('outputs'),
    origin: new Map(),
    operators: new Set(),
  }
}

const renamedSpec = ({ name, dtype, shape }: TensorSpec, i: number): TensorSpec => ({
  name: `${i}/${name}`,
  dtype,
  shape: shape.map((dim) => (typeof dim === 'string' ? `${i}/${dim}` : dim)),
})

type Rename = (name: string) => string

const renamed = ({ node, input, output, initializer, ...rest }: Graph, rename: Rename): Graph => ({
  ...rest,
  node: (node ?? []).map(({ name, input, output, attribute, ...own }) => ({
    ...own,
    name: rename(name ?? ''),
    input: (input ?? []).map(rename),
    output: (output ?? []).map(rename),
    attribute: (attribute ?? []).map((one) => (one.g ? { ...one, g: renamed(one.g, rename) } : one)),
  })),
  input: (input ?? []).map((info) => renamedInfo(info, rename)),
  output: (output ?? []).map((info) => renamedInfo(info, rename)),
  initializer: (initializer ?? []).map((one) => ({ ...one, name: rename(one.name ?? '') })),
})

const renamedInfo = ({ name, type }: Info, rename: Rename): Info => {
  const { elemType, shape } = type?.tensorType ?? {}
  const dim = (shape?.dim ?? []).map((one) => (one.dimParam ? { dimParam: rename(one.dimParam) } : one))
  return { name: rename(name ?? ''), type: { tensorType: { elemType: elemType as number, shape: { dim } } } }
}
