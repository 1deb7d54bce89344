import onnxProto from 'onnx-proto'
import type { OnnxAttributes } from '../ir/op.js'
import type { TensorData, TensorType } from '../ir/value.js'
import { elementTypes } from './element-types.js'

const { onnx } = onnxProto
const { AttributeType } = onnx.AttributeProto

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
  Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
    if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) }
    return { name, type: AttributeType.INTS, ints: [...value] }
  })
