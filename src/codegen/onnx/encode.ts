import type onnxProto from 'onnx-proto'
import { nodesOfSlice, type Slices } from '../slices.js'
import { key, newWriter, type Writer } from './message.js'

/*
 * Messages of onnx.proto, as far as Tenon writes them: fields in the order of their numbers, which are those of that file. The package
 * that reads them all takes longer to load than a small model takes to write, and writes a large one at a stretch.
 */

type Model = onnxProto.onnx.IModelProto
type Graph = onnxProto.onnx.IGraphProto
type Node = onnxProto.onnx.INodeProto
type Attribute = onnxProto.onnx.IAttributeProto
type Tensor = onnxProto.onnx.ITensorProto
type ValueInfo = onnxProto.onnx.IValueInfoProto
type Dimension = onnxProto.onnx.TensorShapeProto.IDimension

/** In slices, a model as the bytes of its file. */
export function* encodingModel({ irVersion, producerName, graph, opsetImport }: Model): Slices<Uint8Array> {
  const content = yield* encodingGraph(graph ?? {})
  yield
  const w = newWriter()
  w.uint32(key(1, 'varint')).int64(Number(irVersion))
  w.uint32(key(2, 'bytes')).string(producerName ?? '')
  w.uint32(key(7, 'bytes')).bytes(content)
  for (const { domain, version } of opsetImport ?? []) {
    w.uint32(key(8, 'bytes'))
      .fork()
      .uint32(key(1, 'bytes'))
      .string(domain ?? '')
    w.uint32(key(2, 'varint')).int64(Number(version)).ldelim()
  }
  return w.finish()
}

function* encodingGraph({ node, name, initializer, docString, input, output }: Graph): Slices<Uint8Array> {
  const w = newWriter()
  for (const [at, one] of (node ?? []).entries()) {
    if (at % nodesOfSlice === 0) yield
    const bodies: Uint8Array[] = []
    for (const { g } of one.attribute ?? []) if (g) bodies.push(yield* encodingGraph(g))
    w.uint32(key(1, 'bytes')).bytes(nodeBytes(one, bodies))
  }
  w.uint32(key(2, 'bytes')).string(name ?? '')
  for (const tensor of initializer ?? []) writeTensor(w.uint32(key(5, 'bytes')).fork(), tensor).ldelim()
  if (docString != null) w.uint32(key(10, 'bytes')).string(docString)
  for (const value of input ?? []) writeValueInfo(w.uint32(key(11, 'bytes')).fork(), value).ldelim()
  for (const value of output ?? []) writeValueInfo(w.uint32(key(12, 'bytes')).fork(), value).ldelim()
  yield
  return w.finish()
}

/** `bodies` are those of its attributes that are graphs, in order. */
const nodeBytes = ({ input, output, name, opType, attribute }: Node, bodies: Uint8Array[]): Uint8Array => {
  const w = newWriter()
  for (const value of input ?? []) w.uint32(key(1, 'bytes')).string(value)
  for (const value of output ?? []) w.uint32(key(2, 'bytes')).string(value)
  w.uint32(key(3, 'bytes')).string(name ?? '')
  w.uint32(key(4, 'bytes')).string(opType ?? '')
  for (const one of attribute ?? []) writeAttribute(w.uint32(key(5, 'bytes')).fork(), one, bodies).ldelim()
  return w.finish()
}

const writeAttribute = (
  w: Writer,
  { name, f, i, s, g, floats, ints, strings, type }: Attribute,
  bodies: Uint8Array[],
) => {
  w.uint32(key(1, 'bytes')).string(name ?? '')
  if (f != null) w.uint32(key(2, 'fixed32')).float(f)
  if (i != null) w.uint32(key(3, 'varint')).int64(Number(i))
  if (s) w.uint32(key(4, 'bytes')).bytes(s)
  if (g) w.uint32(key(6, 'bytes')).bytes(bodies.shift() as Uint8Array)
  if (floats?.length) {
    w.uint32(key(7, 'bytes')).fork()
    for (const value of floats) w.float(value)
    w.ldelim()
  }
  if (ints?.length) writeIntegers(w.uint32(key(8, 'bytes')), ints as number[])
  for (const value of strings ?? []) w.uint32(key(9, 'bytes')).bytes(value)
  return w.uint32(key(20, 'varint')).int32(Number(type))
}

const writeIntegers = (w: Writer, values: readonly number[]): void => {
  w.fork()
  for (const value of values) w.int64(value)
  w.ldelim()
}

const writeTensor = (w: Writer, { dims, dataType, name, rawData }: Tensor): Writer => {
  if (dims?.length) writeIntegers(w.uint32(key(1, 'bytes')), dims as number[])
  w.uint32(key(2, 'varint')).int32(Number(dataType))
  w.uint32(key(8, 'bytes')).string(name ?? '')
  return w.uint32(key(9, 'bytes')).bytes(rawData as Uint8Array)
}

const writeValueInfo = (w: Writer, { name, type }: ValueInfo): Writer => {
  const { elemType, shape } = type?.tensorType ?? {}
  w.uint32(key(1, 'bytes'))
    .string(name ?? '')
    .uint32(key(2, 'bytes'))
    .fork()
  w.uint32(key(1, 'bytes')).fork().uint32(key(1, 'varint')).int32(Number(elemType))
  w.uint32(key(2, 'bytes')).fork()
  for (const dim of shape?.dim ?? []) writeDimension(w.uint32(key(1, 'bytes')).fork(), dim).ldelim()
  return w.ldelim().ldelim().ldelim()
}

const writeDimension = (w: Writer, { dimValue, dimParam }: Dimension): Writer => {
  if (dimValue != null) w.uint32(key(1, 'varint')).int64(Number(dimValue))
  if (dimParam != null) w.uint32(key(2, 'bytes')).string(dimParam)
  return w
}
