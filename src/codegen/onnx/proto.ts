import type onnxProto from 'onnx-proto'
import type { OnnxAttribute, OnnxAttributes } from '../ir/op.js'
import type { TensorData, TensorType } from '../ir/value.js'
import { elementTypes } from './element-types.js'

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
  Object.keys(attributes).map((name) => ({ name, ...content(attributes[name] as OnnxAttribute) }))

/** ONNX's AttributeProto.AttributeType numbers. */
const attributeTypes = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7, strings: 8 } as const

const content = (value: OnnxAttribute): onnxProto.onnx.IAttributeProto => {
  if (typeof value === 'number') return { type: attributeTypes.int, i: value }
  if (typeof value === 'string') return { type: attributeTypes.string, s: utf8.encode(value) }
  if (value instanceof Float32Array) return { type: attributeTypes.floats, floats: [...value] }
  if ('float' in value) return { type: attributeTypes.float, f: value.float }
  if ('graph' in value) return { type: attributeTypes.graph, g: value.graph }
  return value.every((item) => typeof item === 'string')
    ? { type: attributeTypes.strings, strings: value.map((item) => utf8.encode(item)) }
    : { type: attributeTypes.ints, ints: [...value] as number[] }
}

const utf8 = new TextEncoder()
