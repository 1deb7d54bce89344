import onnxProto from 'onnx-proto'

export interface DecodedNode {
  readonly name: string
  readonly type: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

export interface DecodedGraph {
  readonly irVersion: number
  readonly opsets: readonly (readonly [domain: string, version: number])[]
  readonly name: string
  readonly nodes: readonly DecodedNode[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Names of the tensors that are held inside. */
  readonly initializers: readonly string[]
}

/** What an ONNX file holds, in plain data. */
export const decodeGraph = ({ model }: { readonly model: Uint8Array }): DecodedGraph => {
  const { irVersion, opsetImport, graph } = onnxProto.onnx.ModelProto.decode(model)
  const named = (list: readonly { name?: string | null }[] | null | undefined) =>
    (list ?? []).map(({ name }) => name ?? '')
  return {
    irVersion: Number(irVersion),
    opsets: opsetImport.map(({ domain, version }) => [domain ?? '', Number(version)]),
    name: graph?.name ?? '',
    nodes: (graph?.node ?? []).map(({ name, opType, domain, input, output }) => ({
      name: name ?? '',
      type: opType ?? '',
      domain: domain ?? '',
      inputs: input ?? [],
      outputs: output ?? [],
    })),
    inputs: named(graph?.input),
    outputs: named(graph?.output),
    initializers: named(graph?.initializer),
  }
}

/** How many nodes of one operator there are. */
export const countOf = ({ nodes }: DecodedGraph, type: string): number =>
  nodes.filter((node) => node.type === type).length
