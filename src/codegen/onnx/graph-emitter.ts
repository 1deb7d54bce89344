import type onnxProto from 'onnx-proto'
import type { Body } from '../ir/body.js'
import { topologicalOrder } from '../ir/graph.js'
import type { OnnxAttributes, Subgraph } from '../ir/op.js'
import { constantKey, type OpNode, type TensorData, type Value } from '../ir/value.js'
import { type Slices, takingEach } from '../slices.js'
import { Names } from './names.js'
import { attributeProtos, tensorProto, valueInfo } from './proto.js'

/** What the graphs of one model share: names, and initializers, which subgraphs see too. */
export class ModelParts {
  readonly names = new Names()
  readonly initializers: onnxProto.onnx.ITensorProto[] = []
  /** The user's layer behind each node. */
  readonly origin = new Map<string, string>()
  readonly operators = new Set<string>()
  private readonly constants = new Map<string, string>()
  /** Names of those that are vectors of integers, by their text. */
  private readonly integers = new Map<string, string>()

  private readonly waiting: (() => Slices<void>)[] = []

  constructor(private readonly values: ReadonlyMap<string, TensorData>) {}

  /** Has the nodes of a body made behind those of what it is in. */
  later(body: () => Slices<void>): void {
    this.waiting.push(body)
  }

  /** Makes the nodes of all bodies, in slices. */
  *bodies(): Slices<void> {
    for (let body = this.waiting.shift(); body; body = this.waiting.shift()) yield* body()
  }

  /** The name of an initializer that holds this constant. */
  constant(tensor: TensorData): string {
    const key = constantKey(tensor)
    const known = this.constants.get(key)
    if (known !== undefined) return known
    const fresh = this.names.fresh('constant')
    this.constants.set(key, fresh)
    this.hold(fresh, tensor)
    return fresh
  }

  /** The name of an initializer that holds these integers. */
  int64(list: readonly number[]): string {
    const key = list.join()
    const known = this.integers.get(key)
    if (known !== undefined) return known
    const name = this.constant({ dtype: 'int64', shape: [list.length], data: BigInt64Array.from(list, BigInt) })
    this.integers.set(key, name)
    return name
  }

  /** Holds a parameter's value in the model. */
  parameter(name: string): string {
    const tensor = this.values.get(name)
    if (!tensor) throw new Error(`emit: parameter ${name} is neither an input of the graph nor given a value`)
    this.hold(this.names.exact(name), tensor)
    return name
  }

  hold(name: string, tensor: TensorData): void {
    this.initializers.push(tensorProto(name, tensor))
  }
}

/** Makes the nodes of one graph, or subgraph, of a model. */
export class GraphEmitter {
  readonly nodes: onnxProto.onnx.INodeProto[] = []
  private readonly valueNames = new Map<Value, string>()

  constructor(private readonly parts: ModelParts) {}

  has(value: Value): boolean {
    return this.valueNames.has(value)
  }

  /** Decides what a value is called. */
  give(value: Value, name: string): void {
    this.valueNames.set(value, name)
  }

  nameOf(value: Value): string {
    const known = this.valueNames.get(value)
    if (known !== undefined) return known
    const { node } = value
    if (node.kind === 'constant') {
      const { dtype, shape } = value
      const name = this.parts.constant({ dtype, shape: shape as readonly number[], data: node.data })
      this.give(value, name)
      return name
    }
    if (node.kind !== 'parameter')
      throw new Error(`emit: ${node.kind === 'input' ? `input ${node.name}` : node.rule.name} is not part of the graph`)
    const held = this.parts.parameter(node.name)
    this.give(value, held)
    return held
  }

  /** Makes every node that these values need, in slices. */
  *emit(results: readonly Value[]): Slices<void> {
    const order = topologicalOrder(results)
    const first = new Set(order.filter((node) => isOfLeaves(node) && node.inputs.some((value) => this.has(value))))
    const used = new Set([...order.flatMap((node) => node.inputs), ...results])
    // before any node, so that no name made here takes theirs
    for (const value of used) if (value.node.kind === 'parameter') this.nameOf(value)
    const rest = order.filter((one) => !first.has(one))
    yield* takingEach([...first, ...rest], (node) => this.emitNode(node, used))
  }

  /** Sees to it that the value has this name, if need be by a copy. */
  copyTo(name: string, value: Value): void {
    if (this.nameOf(value) === name) return
    const scope = value.node.kind === 'op' ? value.node.scope : ''
    this.addNode(scope, 'Identity', [this.nameOf(value)], {}, [name])
  }

  private emitNode(node: OpNode, used: ReadonlySet<Value>): void {
    const { rule, scope, attributes } = node
    const type = rule.name.charAt(0).toUpperCase() + rule.name.slice(1)
    const base = scope ? `${scope}/${type}` : type
    const count = node.outputs.findLastIndex((value) => used.has(value)) + 1
    const outputs = node.outputs.slice(0, count).map((value) => {
      const given =
        this.valueNames.get(value) ?? (used.has(value) ? this.parts.names.fresh(`${base}:${value.index}`) : '')
      if (given) this.give(value, given)
      return given
    })
    const inputs = node.inputs.map((value) => this.nameOf(value))
    if (!rule.emit) {
      this.addNode(scope, type, inputs, attributes as OnnxAttributes, outputs)
      return
    }
    rule.emit({
      values: node.inputs,
      attributes,
      inputs,
      outputs,
      node: (nodeType, nodeInputs, nodeAttributes = {}, nodeOutputs) =>
        this.addNode(scope, nodeType, nodeInputs, nodeAttributes, nodeOutputs),
      int64: (list) => this.parts.int64(list),
      fresh: () => this.parts.names.fresh(`${base}:unused`),
      subgraph: (body, results, captures) => this.subgraph(base, body, results, captures),
    })
  }

  private addNode(
    scope: string,
    type: string,
    inputs: readonly string[],
    attributes: OnnxAttributes,
    outputs?: readonly string[],
  ): string {
    const { names, origin, operators } = this.parts
    operators.add(type)
    const nodeName = names.fresh(scope ? `${scope}/${type}` : type)
    if (scope) origin.set(nodeName, scope)
    const results = outputs ?? [names.fresh(`${nodeName}:0`)]
    this.nodes.push({
      name: nodeName,
      opType: type,
      input: [...inputs],
      output: [...results],
      attribute: attributeProtos(attributes),
    })
    return results[0] as string
  }

  private subgraph(
    base: string,
    { parameters }: Body,
    results: readonly Value[],
    captures: readonly string[],
  ): Subgraph {
    const { names } = this.parts
    const inner = new GraphEmitter(this.parts)
    const own = parameters.slice(0, parameters.length - captures.length)
    for (const value of own) inner.give(value, names.fresh(`${base}/in`))
    for (const [i, name] of captures.entries()) inner.give(parameters[own.length + i] as Value, name)
    const outputNames = results.map(() => names.fresh(`${base}/out`))
    for (const [i, value] of results.entries())
      if (value.node.kind === 'op' && !inner.has(value)) inner.give(value, outputNames[i] as string)
    this.parts.later(function* () {
      yield* inner.emit(results)
      for (const [i, value] of results.entries()) inner.copyTo(outputNames[i] as string, value)
    })
    return {
      graph: {
        name: names.fresh(`${base}/body`),
        node: inner.nodes,
        input: own.map((value) => valueInfo(inner.nameOf(value), value)),
        output: results.map((value, i) => valueInfo(outputNames[i] as string, value)),
      },
    }
  }
}

/**
 * Whether a node goes element by element over leaves alone. Where one of them is given at each run, as the state of an optimizer is, it
 * comes first: the runtime sorts the nodes dozens of times as it makes a session, by their place in the list and through all that are
 * ready, which these would be throughout.
 */
const isOfLeaves = ({ rule, inputs }: OpNode): boolean =>
  rule.elementwise === true && inputs.every(({ node }) => node.kind !== 'op')
