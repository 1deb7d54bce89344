import type onnxProto from 'onnx-proto'
import { nodesOfSlice, type Slices } from '../slices.js'
import { key } from './message.js'
import { onnxSchema } from './schema.js'

type Model = onnxProto.onnx.IModelProto
type Graph = onnxProto.onnx.IGraphProto
type Node = onnxProto.onnx.INodeProto
type Attribute = onnxProto.onnx.IAttributeProto

/* Models as the bytes of their files, which the package writes at a stretch: here node by node, those of bodies too. */

/** Fields by their numbers in onnx.proto. */
const fields = { graph: key(7, 'bytes'), node: key(1, 'bytes'), attribute: key(5, 'bytes'), body: key(6, 'bytes') }

export function* encodingModel({ graph, opsetImport, ...model }: Model): Slices<Uint8Array> {
  const { ModelProto } = onnxSchema()
  // loading that takes a while
  yield
  const content = yield* encodingGraph(graph ?? {})
  yield
  const writer = ModelProto.encode(model).uint32(fields.graph).bytes(content)
  return ModelProto.encode({ opsetImport: opsetImport ?? [] }, writer).finish()
}

function* encodingGraph({ node, ...graph }: Graph): Slices<Uint8Array> {
  const { GraphProto } = onnxSchema()
  const writer = GraphProto.encode({})
  for (const [at, one] of (node ?? []).entries()) {
    if (at % nodesOfSlice === 0) yield
    writer.uint32(fields.node).bytes(yield* encodingNode(one))
  }
  return GraphProto.encode(graph, writer).finish()
}

/** Attributes that are graphs come last. */
function* encodingNode({ attribute, ...node }: Node): Slices<Uint8Array> {
  const { NodeProto } = onnxSchema()
  const [bodies, others] = [attribute?.filter(({ g }) => g) ?? [], attribute?.filter(({ g }) => !g) ?? []]
  const writer = NodeProto.encode({ ...node, attribute: others })
  for (const body of bodies) writer.uint32(fields.attribute).bytes(yield* encodingBody(body))
  return writer.finish()
}

function* encodingBody({ g, name, type }: Attribute): Slices<Uint8Array> {
  const { AttributeProto } = onnxSchema()
  const content = yield* encodingGraph(g ?? {})
  const writer = AttributeProto.encode({ name: name ?? '' })
    .uint32(fields.body)
    .bytes(content)
  return AttributeProto.encode({ type: type ?? null }, writer).finish()
}
