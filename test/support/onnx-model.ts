import onnxProto from 'onnx-proto'
import { valueInfo } from '../../src/codegen/onnx/proto.js'

type Value = readonly [name: string, dtype: 'float32' | 'int64' | 'bool', shape: readonly (number | string | null)[]]

export const { onnx } = onnxProto

const info = ([name, dtype, shape]: Value) => valueInfo(name, { dtype, shape })

/** A model of no more than its surface, with what `rest` changes. */
export const modelBytes = (
  inputs: readonly Value[],
  outputs: readonly Value[],
  {
    graph,
    ...rest
  }: Partial<Omit<onnxProto.onnx.IModelProto, 'graph'>> & { readonly graph?: onnxProto.onnx.IGraphProto } = {},
): Uint8Array =>
  onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'graph', input: inputs.map(info), output: outputs.map(info), ...graph },
    ...rest,
  }).finish()
