import onnxProto from 'onnx-proto'
import type { TensorData } from '../../src/codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../../src/codegen/onnx/emit.js'

const { onnx } = onnxProto
const types = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const

type Attributes = Readonly<Record<string, number | readonly number[]>>

/** A graph written down as ONNX by hand. Collects nodes; `node` returns the name of its output. */
export class GraphWriter {
  private readonly nodes: onnxProto.onnx.INodeProto[] = []
  private readonly initializers: onnxProto.onnx.ITensorProto[] = []
  private readonly origin = new Map<string, string>()

  constructor(private readonly scope: string) {}

  constant(name: string, { dtype, shape, data }: TensorData): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.initializers.push({ name, dataType: types[dtype], dims: [...shape], rawData })
    return name
  }

  node(opType: string, input: readonly string[], output: string, attributes: Attributes = {}): string {
    const name = `${this.scope}/${output}`
    this.origin.set(name, this.scope)
    const attribute = Object.entries(attributes).map(([key, value]) =>
      typeof value === 'number' ? { name: key, type: 2, i: value } : { name: key, type: 7, ints: [...value] },
    )
    this.nodes.push({ name, opType, input: [...input], output: [output], attribute })
    return output
  }

  compile(inputs: readonly TensorSpec[], outputs: readonly TensorSpec[]): CompiledGraph {
    const info = ({ name, dtype, shape }: TensorSpec) => ({
      name,
      type: {
        tensorType: {
          elemType: types[dtype],
          shape: { dim: shape.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: `${dim}` })) },
        },
      },
    })
    const model = onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        name: this.scope,
        node: this.nodes,
        initializer: this.initializers,
        input: inputs.map(info),
        output: outputs.map(info),
      },
    }).finish()
    return {
      model,
      inputs,
      outputs,
      origin: this.origin,
      operators: new Set(this.nodes.map(({ opType }) => opType as string)),
    }
  }
}
