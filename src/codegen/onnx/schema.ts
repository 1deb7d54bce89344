import { createRequire } from 'node:module'
import type onnxProto from 'onnx-proto'

let schema: typeof onnxProto.onnx | undefined

/** ONNX's messages. Loaded when a graph is first written or read, since that takes a tenth of a second: importing Tenon stays quick. */
export const onnxSchema = (): typeof onnxProto.onnx => {
  schema ??= (createRequire(import.meta.url)('onnx-proto') as typeof onnxProto).onnx
  return schema
}
