import type onnxProto from 'onnx-proto'
import { nodesOfSlice, type Slices } from '../slices.js'
import { key } from './message.js'
import { onnxSchema } from './schema.js'

type Model = onnxProto.onnx.IModelProto
type Graph = onnxProto.onnx.IGraphProto
type Node = onnxProto.onnx.INodeProto
type Writer = ReturnType<typeof onnxProto.onnx.ModelProto.encode>

/* Models as the bytes of their files, which the package writes at a stretch: here node by node, those of bodies too. */

/** Fields by their numbers in onnx.proto. */
const fields = { graph: key(7, 'bytes'), node: key(1, 'bytes'), attribute: key(5, 'bytes'), body: key(6, 'bytes') }

export function* encodingModel({ graph, opsetImport, ...model }: Model): Slices<Uint8Array> {
  const { ModelProto } = onnxSchema()
  // loading that takes a while
  yield
  const writer = ModelProto.encode(model)
  yield* encodingGraph(writer.uint32(fields.graph).fork(), graph ?? {})
  return ModelProto.encode({ opsetImport: opsetImport ?? [] }, writer.ldelim()).finish()
}

/** Node by node as bytes: what is still to be written is kept as objects, dozens a node. */
function* encodingGraph(writer: Writer, { node, ...graph }: Graph): Slices<void> {
  const { GraphProto, NodeProto } = onnxSchema()
  for (const [at, one] of (node ?? []).entries()) {
    if (at % nodesOfSlice === 0) yield
    const hasBody = one.attribute?.some(({ g }) => g)
    writer.uint32(fields.node).bytes(hasBody ? yield* encodingBodies(one) : NodeProto.encode(one).finish())
  }
  GraphProto.encode(graph, writer)
}

/** Attributes that are graphs come last. */
function* encodingBodies({ attribute, ...node }: Node): Slices<Uint8Array> {
  const { AttributeProto, NodeProto } = onnxSchema()
  const [bodies, others] = [attribute?.filter(({ g }) => g) ?? [], attribute?.filter(({ g }) => !g) ?? []]
  const writer = NodeProto.encode({ ...node, attribute: others })
  for (const { g, name, type } of bodies) {
    AttributeProto.encode({ name: name ?? '' }, writer.uint32(fields.attribute).fork())
    yield* encodingGraph(writer.uint32(fields.body).fork(), g ?? {})
    AttributeProto.encode({ type: type ?? null }, writer.ldelim()).ldelim()
  }
  return writer.finish()
}
