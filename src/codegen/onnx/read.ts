import type onnxProto from 'onnx-proto'
import type { DimValue, ShapeValue } from '../../shapes/dim.js'
import { dtypeOf } from './element-types.js'
import { onnxSchema } from './schema.js'

/** An input or output as an ONNX file declares it. */
export interface DeclaredTensor {
  readonly name: string
  /** One of Tenon's dtypes, or ONNX's name for what Tenon cannot hold: 'float16', 'string', 'sequence', … */
  readonly dtype: string
  /** Symbolic dims are strings, open ones null; null for a tensor of unknown rank. */
  readonly shape: ShapeValue | null
  readonly description: string
}

/** What an ONNX file says of itself. */
export interface ModelDescription {
  readonly name: string
  readonly description: string
  readonly producer: string
  readonly irVersion: number
  /** Operator set versions by domain; the default domain is 'ai.onnx'. */
  readonly opsets: ReadonlyMap<string, number>
  /** What every run must be given. */
  readonly inputs: readonly DeclaredTensor[]
  /** Inputs that have a value in the file: a run may give another. */
  readonly defaults: readonly DeclaredTensor[]
  readonly outputs: readonly DeclaredTensor[]
  /** How often each operator stands in the graph and its subgraphs, by name; others than the default domain's are 'domain:Op'. */
  readonly operators: ReadonlyMap<string, number>
  /** Floating-point numbers in the file's initializers, scalars aside: those are constants of formulas. */
  readonly parameters: number
  readonly metadata: ReadonlyMap<string, string>
}

type Proto = typeof onnxProto.onnx

/** ONNX's element types that Tenon has no dtype for. */
const foreignTypes: Readonly<Record<number, string>> = {
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  8: 'string',
  10: 'float16',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
}
const floatTypes = new Set([1, 10, 11, 16])

/** Far above every version there has been: what is beyond was not written as one. */
const plausibleVersion = 100

/**
 * Decodes an ONNX file. Throws an error that names `source` for bytes that are none, or not all of one: protobuf itself
 * decodes much that is not a model.
 */
export const readModel = async (bytes: Uint8Array, source: string): Promise<ModelDescription> => {
  const fail = (problem: string): never => {
    throw new Error(`${source} is not a whole ONNX model: ${problem}`)
  }
  if (bytes.length === 0) fail('it is empty')
  const onnx = onnxSchema()
  const model = decode(onnx, bytes) ?? fail('it cannot be decoded; it may be cut off or of another format')
  const { graph } = model
  const irVersion = Number(model.irVersion)
  if (!(irVersion >= 1 && irVersion < plausibleVersion)) fail(`its format version is ${irVersion}`)
  if (!graph?.output?.length) return fail('it has no graph with an output')
  const opsets = new Map(
    (model.opsetImport ?? []).map(({ domain, version }) => [domain || 'ai.onnx', Number(version)] as const),
  )
  if (opsets.size === 0) fail('it names no operator set; it may be cut off')
  if (![...opsets.values()].every((version) => version >= 1 && version < plausibleVersion))
    fail(`its operator sets are ${[...opsets].map(([domain, version]) => `${domain} ${version}`).join(', ')}`)
  const held = new Set((graph.initializer ?? []).map(({ name }) => name))
  const inputs = (graph.input ?? []).map(declared)
  const outputs = graph.output.map(declared)
  const nameless = [...inputs, ...outputs].some(({ name }) => name === '')
  if (nameless) fail('an input or output has no name')
  return {
    name: graph.name ?? '',
    description: model.docString || graph.docString || '',
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    irVersion,
    opsets,
    inputs: inputs.filter(({ name }) => !held.has(name)),
    defaults: inputs.filter(({ name }) => held.has(name)),
    outputs,
    operators: new Map([...countOperators(graph, new Map())].sort(([a], [b]) => (a < b ? -1 : 1))),
    parameters: (graph.initializer ?? []).reduce((sum, tensor) => sum + parametersOf(tensor), 0),
    metadata: new Map((model.metadataProps ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
  }
}

const decode = (onnx: Proto, bytes: Uint8Array): onnxProto.onnx.ModelProto | undefined => {
  try {
    return onnx.ModelProto.decode(bytes)
  } catch {
    return undefined
  }
}

const declared = ({ name, type, docString }: onnxProto.onnx.IValueInfoProto): DeclaredTensor => {
  const own = { name: name ?? '', description: docString ?? '' }
  const tensor = type?.tensorType
  if (!tensor) return { ...own, dtype: kindOf(type), shape: null }
  const element = Number(tensor.elemType ?? 0)
  const dtype = dtypeOf(element) ?? foreignTypes[element] ?? `element type ${element}`
  return { ...own, dtype, shape: tensor.shape ? (tensor.shape.dim ?? []).map(dimension) : null }
}

const kindOf = (type: onnxProto.onnx.ITypeProto | null | undefined): string => {
  if (type?.sequenceType) return 'sequence'
  if (type?.mapType) return 'map'
  if (type?.optionalType) return 'optional'
  return type?.sparseTensorType ? 'sparse tensor' : 'unknown'
}

/** A negative length is how some exporters write an open one. */
const dimension = (dim: onnxProto.onnx.TensorShapeProto.IDimension): DimValue => {
  if (dim.dimParam) return dim.dimParam
  const length = Object.hasOwn(dim, 'dimValue') ? Number(dim.dimValue) : -1
  return length >= 0 ? length : null
}

const countOperators = (graph: onnxProto.onnx.IGraphProto, counts: Map<string, number>): Map<string, number> => {
  for (const { opType, domain, attribute } of graph.node ?? []) {
    const name = domain && domain !== 'ai.onnx' ? `${domain}:${opType}` : (opType ?? '')
    counts.set(name, (counts.get(name) ?? 0) + 1)
    for (const { g, graphs } of attribute ?? []) {
      for (const inner of [...(g ? [g] : []), ...(graphs ?? [])]) countOperators(inner, counts)
    }
  }
  return counts
}

const parametersOf = ({ dataType, dims }: onnxProto.onnx.ITensorProto): number =>
  floatTypes.has(dataType ?? 0) && dims?.length ? dims.reduce<number>((size, dim) => size * Number(dim), 1) : 0
