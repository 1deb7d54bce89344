import type { ShapeValue } from '../../shapes/dim.js'
import { eachWithin, type Slices } from '../slices.js'
import type { OpRule } from './op.js'

/** Element types that Tenon emits; the names are ONNX's and NumPy's. */
export type DType = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8' | 'bool'

export type TypedArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array

export interface TensorType {
  readonly dtype: DType
  readonly shape: ShapeValue
}

/** Whether two tensors are of one dtype and one shape, unknown dims being the same. */
export const isOfType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((dim, axis) => dim === b.shape[axis])

/** A tensor on the host: `data` holds `shape`'s elements in row-major order; bool is one byte an element. */
export interface TensorData {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: TypedArray
}

/** One output of a node. Values are frozen; a graph is whatever its outputs reach. */
export interface Value extends TensorType {
  readonly node: Node
  readonly index: number
}

export type Node = OpNode | InputNode | ParameterNode | ConstantNode

export interface OpNode {
  readonly kind: 'op'
  readonly rule: OpRule
  readonly inputs: readonly Value[]
  readonly attributes: object
  /** The user's layer that made this node, for names and errors; '' outside any layer. */
  readonly scope: string
  readonly outputs: readonly Value[]
}

/** Something the caller feeds at every run, under the user's own name. */
export interface InputNode {
  readonly kind: 'input'
  readonly name: string
}

/** State: a weight, an optimizer slot or a counter. Emission decides whether it is fed or held inside the model. */
export interface ParameterNode {
  readonly kind: 'parameter'
  readonly name: string
}

export interface ConstantNode {
  readonly kind: 'constant'
  readonly data: TypedArray
}

const leaf = (node: Exclude<Node, OpNode>, dtype: DType, shape: ShapeValue): Value =>
  Object.freeze({ node: Object.freeze(node), index: 0, dtype, shape: Object.freeze([...shape]) })

export const input = (name: string, dtype: DType, shape: ShapeValue): Value =>
  leaf({ kind: 'input', name }, dtype, shape)

export const parameter = (name: string, dtype: DType, shape: readonly number[]): Value =>
  leaf({ kind: 'parameter', name }, dtype, shape)

const arrayOf: Record<DType, new (values: number[]) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: class extends BigInt64Array {
    constructor(values: number[]) {
      super(values.map(BigInt))
    }
  },
  uint8: Uint8Array,
  bool: Uint8Array,
}

/** A literal tensor. `shape` defaults to one axis for an array and to a scalar for a number. */
export const constant = (
  data: number | readonly number[] | TypedArray,
  dtype: DType,
  shape: readonly number[] = typeof data === 'number' ? [] : [data.length],
): Value => {
  const values = typeof data === 'number' ? [data] : data
  const array = ArrayBuffer.isView(values) ? values : new arrayOf[dtype]([...values])
  return leaf({ kind: 'constant', data: array }, dtype, shape)
}

/** Tells constants apart: equal for one dtype, one shape and the same bits. */
export const constantKey = ({ dtype, shape, data }: TensorType & { readonly data: TypedArray }): string =>
  `${dtype}[${shape.join()}]${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')}`

export const scalar = (x: number, dtype: DType = 'float32'): Value => constant(x, dtype)

let scope = ''

/** Runs `build`; every node it makes remembers `name` as the user's layer. */
export const withScope = <T>(name: string, build: () => T): T => {
  const outer = scope
  scope = name
  try {
    return build()
  } finally {
    scope = outer
  }
}

/** The same for what is built in slices. */
export const withScopeInSlices = <T>(name: string, slices: Slices<T>): Slices<T> =>
  eachWithin((slice) => withScope(name, slice), slices)

const frozen = (shape: ShapeValue): ShapeValue => (Object.isFrozen(shape) ? shape : Object.freeze([...shape]))

const none = Object.freeze({})

/** Applies a rule: infers the output types, which checks the inputs, and freezes the new node. */
export const apply = (rule: OpRule, inputs: readonly Value[], attributes: object = none): readonly Value[] =>
  outputsOf(rule, inputs, attributes, rule.infer(inputs, attributes))

/** Applies a node's rule to other inputs; of the very same types they need no check, and its outputs have the types that they had. */
export const applyAgain = ({ rule, inputs: before, attributes, outputs }: OpNode, inputs: readonly Value[]) => {
  const isAlike = ({ dtype, shape }: Value, i: number) => shape === inputs[i]?.shape && dtype === inputs[i]?.dtype
  return before.length === inputs.length && before.every(isAlike)
    ? outputsOf(rule, inputs, attributes, outputs)
    : apply(rule, inputs, attributes)
}

const outputsOf = (
  rule: OpRule,
  inputs: readonly Value[],
  attributes: object,
  types: readonly TensorType[],
): readonly Value[] => {
  const outputs: Value[] = []
  const node: OpNode = { kind: 'op', rule, inputs, attributes: Object.freeze(attributes), scope, outputs }
  for (const [index, { dtype, shape }] of types.entries()) {
    outputs.push(Object.freeze({ node, index, dtype, shape: frozen(shape) }))
  }
  Object.freeze(inputs)
  Object.freeze(outputs)
  Object.freeze(node)
  return outputs
}
