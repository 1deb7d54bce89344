import type onnxProto from 'onnx-proto'
import type { DType } from '../../src/codegen/ir/value.js'
import { dtypeOf } from '../../src/codegen/onnx/element-types.js'
import { cudaKernels } from './cuda-kernels.js'
import { onnx } from './onnx-model.js'

/** A node that runs on the CPU where the others run on CUDA: what it reads and what it gives is copied. */
export interface Fall {
  readonly node: string
  readonly operator: string
  readonly why: string
  /** Whether CUDA has a kernel for it, and ONNX Runtime prefers the CPU. */
  readonly isPreferred: boolean
  /** Its tensors that are floats, and not known to be single numbers: parameters, activations, gradients. */
  readonly copies: readonly string[]
}

/** A value of a graph; `size` is undefined where it is not known. */
interface Known {
  readonly dtype: DType
  readonly size: number | undefined
}

type Scope = ReadonlyMap<string, Known>
type Node = onnxProto.onnx.INodeProto
type Graph = onnxProto.onnx.IGraphProto

/** Which nodes of a model, those of bodies included, ONNX Runtime would run on the CPU if it had its CUDA provider. */
export const fallsOf = (model: Uint8Array): readonly Fall[] => {
  const { graph, opsetImport } = onnx.ModelProto.decode(model)
  const opset = Number(opsetImport[0]?.version)
  return fallsOfGraph(graph as Graph, opset, new Map(), new Set()).falls
}

const fallsOfGraph = (graph: Graph, opset: number, outer: Scope, outerSmall: ReadonlySet<string>) => {
  const known = new Map(outer)
  const small = new Set(outerSmall)
  for (const { name, dims, dataType } of graph.initializer ?? []) {
    const size = (dims ?? []).reduce<number>((product, dim) => product * Number(dim), 1)
    known.set(name as string, { dtype: dtypeOf(dataType as number) as DType, size })
    if (size <= smallInitializer) small.add(name as string)
  }
  for (const info of graph.input ?? []) known.set(info.name as string, declared(info))
  const falls = new Map<Node, string | undefined>()
  const inner: Fall[] = []
  for (const node of graph.node ?? []) {
    const why = refusal(node, known, opset)
    if (why) falls.set(node, why)
    const body = node.attribute?.find(({ g }) => g)?.g
    if (body) inner.push(...fallsOfGraph(body, opset, known, small).falls)
    for (const [i, name] of (node.output ?? []).entries()) if (name) known.set(name, outputOf(node, i, known, body))
  }
  const inputs = new Set((graph.input ?? []).map(({ name }) => name as string))
  for (const node of preferredOnCpu(graph.node ?? [], falls, new Set([...inputs, ...small]))) falls.set(node, undefined)
  const own = [...falls].map(([node, why]): Fall => {
    const names = [...(node.input ?? []), ...(node.output ?? [])].filter((name) => name !== '')
    const isLarge = ({ dtype, size }: Known) => dtype.startsWith('float') && size !== 1
    const copies = names.filter((name) => isLarge(known.get(name) as Known))
    const [name, operator] = [node.name as string, node.opType as string]
    return { node: name, operator, why: why ?? 'it follows from shapes alone', isPreferred: why === undefined, copies }
  })
  return { falls: [...own, ...inner] }
}

/** ONNX Runtime takes initializers of no more elements for part of a computation of shapes. */
const smallInitializer = 100

const declared = ({ name, type }: onnxProto.onnx.IValueInfoProto): Known => {
  const { elemType, shape } = type?.tensorType ?? {}
  const dtype = dtypeOf(elemType as number)
  if (!dtype) throw new Error(`${name} has element type ${elemType}`)
  const dims = (shape?.dim ?? []).map(({ dimValue }) => (dimValue ? Number(dimValue) : undefined))
  return { dtype, size: dims.reduce<number | undefined>((product, dim) => dim && product && product * dim, 1) }
}

const comparisons = new Set(['And', 'Or', 'Not', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'])
const positions = new Set(['Shape', 'Size', 'ArgMax'])

const outputOf = (node: Node, i: number, known: Scope, body: Graph | null | undefined): Known => {
  const { opType, input = [], attribute = [] } = node
  const of = (at: number) => known.get(input?.[at] as string) as Known
  if (body)
    return {
      ...declared((body.output ?? [])[i] as onnxProto.onnx.IValueInfoProto),
      ...(isState(node, i) ? {} : { size: undefined }),
    }
  const dtype = (): DType => {
    if (comparisons.has(opType as string)) return 'bool'
    if (positions.has(opType as string)) return 'int64'
    if ((opType === 'TopK' || opType === 'MaxPool') && i === 1) return 'int64'
    if (opType === 'Cast') return dtypeOf(Number(attribute?.find(({ name }) => name === 'to')?.i)) as DType
    return of(opType === 'Where' ? 1 : opType === 'OneHot' ? 2 : 0).dtype
  }
  return {
    dtype: dtype(),
    size: sizeOf(
      node,
      (input ?? []).map((_, at) => of(at)?.size),
    ),
  }
}

const isState = ({ attribute, input }: Node, i: number): boolean => {
  const sequences = Number(attribute?.find(({ name }) => name === 'num_scan_inputs')?.i)
  return i < (input?.length ?? 0) - sequences
}

/** Operators that go element by element. */
const elementwise = new Set([
  ...['Abs', 'Add', 'Cast', 'Cos', 'Div', 'Erf', 'Exp', 'Floor', 'Identity', 'Log', 'Max', 'Min', 'Mul', 'Neg', 'Pow'],
  ...['Relu', 'Sigmoid', 'Sign', 'Sin', 'Softplus', 'Sqrt', 'Sub', 'Tanh', 'Where', ...comparisons],
])

/** Whether there is one number is all that matters here. */
const sizeOf = ({ opType, attribute }: Node, sizes: readonly (number | undefined)[]): number | undefined => {
  if (opType === 'Size') return 1
  if (opType === 'Shape') {
    const [start = 0, end] = ['start', 'end'].map((name) => attribute?.find((one) => one.name === name)?.i)
    return end === undefined ? undefined : Number(end) - Number(start)
  }
  if (elementwise.has(opType as string)) return sizes.every((size) => size === 1) ? 1 : undefined
  if (['Reshape', 'Squeeze', 'Unsqueeze', 'Transpose', 'Flatten'].includes(opType as string)) return sizes[0]
  return undefined
}

/** Why the provider leaves a node to the CPU; undefined where it takes it. */
const refusal = (node: Node, known: Scope, opset: number): string | undefined => {
  const { opType, input } = node
  const kernel = Object.hasOwn(cudaKernels, opType as string) ? cudaKernels[opType as string] : undefined
  if (!kernel) return 'CUDA has no kernel for it'
  const { from, to = Number.POSITIVE_INFINITY, inputs } = kernel
  if (opset < from || opset > to) return `CUDA has kernels from operator set ${from} to ${to}, not ${opset}`
  for (const [i, name] of (input ?? []).entries()) {
    const types = (inputs[i] ?? inputs.at(-1)) as readonly DType[]
    const dtype = known.get(name)?.dtype
    if (name !== '' && !dtype) throw new Error(`${node.name}: the type of ${name} is not known`)
    if (dtype && !types.includes(dtype)) return `CUDA has no kernel for input ${i} of ${dtype}`
  }
  return refusalOfAttributes(node)
}

const gates: Readonly<Record<string, readonly string[]>> = {
  LSTM: ['sigmoid', 'tanh', 'tanh'],
  GRU: ['sigmoid', 'tanh'],
  RNN: ['tanh'],
}

const refusalOfAttributes = ({ opType, attribute }: Node): string | undefined => {
  const of = (name: string) => attribute?.find((one) => one.name === name)
  const own = gates[opType as string]
  if (own) {
    if (of('activation_alpha') || of('activation_beta')) return 'cuDNN takes no parameters of activations'
    const names = (of('activations')?.strings ?? []).map((text) => new TextDecoder().decode(text).toLowerCase())
    if (names.some((name, i) => name !== own[i]))
      return `cuDNN's activations are ${own.join(', ')}, not ${names.join(', ')}`
    if (opType === 'GRU' && Number(of('linear_before_reset')?.i) !== 1) return 'cuDNN resets behind the matrix product'
  }
  if (opType === 'ConvTranspose') {
    const pads = (of('pads')?.ints ?? []).map(Number)
    const half = pads.length / 2
    if (pads.slice(0, half).some((pad, i) => pad !== pads[half + i]))
      return `cuDNN pads both ends alike, not by ${pads}`
  }
  return undefined
}

/**
 * Nodes that it has kernels for, and that ONNX Runtime runs on the CPU all the same: all their inputs are there, or small initializers, or
 * inputs of the graph, and what comes from another node is not what the kernel would take there.
 */
const preferredOnCpu = (
  nodes: readonly Node[],
  falls: ReadonlyMap<Node, unknown>,
  free: ReadonlySet<string>,
): readonly Node[] => {
  const onCpu = new Set<string>()
  const reached = new Set<Node>()
  const reach = (names: readonly string[]) => {
    for (const name of names) onCpu.add(name)
    for (const node of nodes) if (node.input?.some((name) => names.includes(name))) reached.add(node)
  }
  const kernelOf = ({ opType }: Node) => cudaKernels[opType as string]
  for (const node of nodes) {
    if (!falls.has(node)) reach((kernelOf(node)?.hostOutputs ?? []).map((i) => node.output?.[i] as string))
  }
  const preferred: Node[] = []
  // nodes come in an order in which each is behind what it reads
  for (const node of nodes) {
    if (!reached.has(node)) continue
    if (falls.has(node)) {
      reach(node.output ?? [])
      continue
    }
    const host = kernelOf(node)?.hostInputs ?? []
    const isFree = (name: string, i: number) => free.has(name) || (onCpu.has(name) && !host.includes(i))
    if (!(node.input ?? []).every((name, i) => name === '' || isFree(name, i))) continue
    preferred.push(node)
    reach(node.output ?? [])
  }
  return preferred
}
