import type onnxProto from 'onnx-proto'
import type { OnnxAttribute, OnnxAttributes } from '../ir/op.js'
import type { TensorData, TensorType } from '../ir/value.js'
import { elementTypes } from './element-types.js'
import { onnxSchema } from './schema.js'

/** A tensor's value; the bytes are little-endian whatever the machine, as ONNX asks. */
export const tensorProto = (name: string, { dtype, shape, data }: TensorData): onnxProto.onnx.ITensorProto => ({
  name,
  dataType: elementTypes[dtype],
  dims: [...shape],
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
})

/** A tensor's type: numbers are fixed dims, strings symbolic ones, null leaves the dim open. */
export const valueInfo = (name: string, { dtype, shape }: TensorType): onnxProto.onnx.IValueInfoProto => ({
  name,
  type: { tensorType: { elemType: elementTypes[dtype], shape: { dim: shape.map(dimension) } } },
})

const dimension = (dim: number | string | null): onnxProto.onnx.TensorShapeProto.IDimension =>
  typeof dim === 'number' ? { dimValue: dim } : dim === null ? {} : { dimParam: dim }

export const attributeProtos = (attributes: OnnxAttributes): onnxProto.onnx.IAttributeProto[] =>
  Object.entries(attributes).map(([name, value]) => ({ name, ...content(value) }))

const content = (value: OnnxAttribute): onnxProto.onnx.IAttributeProto => {
  const { AttributeType } = onnxSchema().AttributeProto
  if (typeof value === 'number') return { type: AttributeType.INT, i: value }
  if (typeof value === 'string') return { type: AttributeType.STRING, s: utf8.encode(value) }
  if (value instanceof Float32Array) return { type: AttributeType.FLOATS, floats: [...value] }
  if ('float' in value) return { type: AttributeType.FLOAT, f: value.float }
  if ('graph' in value) return { type: AttributeType.GRAPH, g: value.graph }
  return value.every((item) => typeof item === 'string')
    ? { type: AttributeType.STRINGS, strings: value.map((item) => utf8.encode(item)) }
    : { type: AttributeType.INTS, ints: [...value] as number[] }
}

const utf8 = new TextEncoder()
