import type * as ops from '../ops/index.js'
import type { Body } from './body.js'
import { apply, type DType, scalar, type TensorType, type Value } from './value.js'

/** Every op as a function on values; handed to gradient rules, so that op files need not import each other. */
export type Ops = typeof ops

/** What a gradient rule sees of the node it differentiates. */
export interface VjpSite<A, I> {
  readonly inputs: I
  readonly outputs: readonly Value[]
  readonly attributes: A
  /** The gradient of each output, null where none flows; at least one is there. */
  readonly outputGradients: readonly (Value | null)[]
  /** Gradients of `wrt` from those of other values, for rules of ops that hold a body. */
  pullback(seeds: readonly Seed[], wrt: readonly Value[]): Value[]
}

/** A value, and the gradient that it is given. */
export type Seed = readonly [value: Value, gradient: Value]

/** Makes ONNX nodes for one IR node. Strings are ONNX value names. */
export interface EmitSite<A, I> {
  readonly values: I
  readonly attributes: A
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Adds a node and returns the name of its first output, which is new where `outputs` is left out. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes, outputs?: readonly string[]): string
  /** An initializer that holds these integers. */
  int64(values: readonly number[]): string
  /** A name for an output that nothing uses. */
  fresh(): string
  /** A body as an attribute, for these of its results; captures are the ONNX names of what it is given last. */
  subgraph(body: Body, results: readonly Value[], captures: readonly string[]): Subgraph
}

/** Opaque here: what `subgraph` gives. */
export interface Subgraph {
  readonly graph: object
}

/** A number that need not be whole. */
export interface FloatAttribute {
  readonly float: number
}

/** An integer, a string, integers, strings, a float, floats or a graph. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | FloatAttribute
  | Float32Array
  | Subgraph
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>

type Infer<A, I> = { bivariant(inputs: I, attributes: A): readonly TensorType[] }['bivariant']
type Emit<A, I> = { bivariant(site: EmitSite<A, I>): void }['bivariant']
type Vjp<A, I> = {
  /** `dy` is the gradient of the first output, zeros where none flows. One gradient an input; null where none flows. */
  bivariant(ops: Ops, dy: Value, site: VjpSite<A, I>): readonly (Value | null)[]
}['bivariant']

type Permute<A> = {
  bivariant(
    attributes: A,
    perm: readonly number[],
  ): { readonly attributes: A & object; readonly perm: readonly number[] }
}['bivariant']

export interface OpRule<A = object, I extends readonly Value[] = readonly Value[]> {
  readonly name: string
  /** The output types; throws ShapeError for inputs that do not fit. */
  readonly infer: Infer<A, I>
  /** Default: one ONNX node, named like the op with a capital letter, its attributes the node's own. */
  readonly emit?: Emit<A, I>
  /** The vector-Jacobian product, or null: not differentiable. Broadcasting is undone by autodiff, not here. */
  readonly vjp: Vjp<A, I> | null
  /** True where the rule's vjp is right for a gradient that still has to be broadcast to the output's shape. */
  readonly elementwise?: boolean
  /** True where one order of axes of all inputs is as good as another, as it is for what is elementwise. */
  readonly anyOrder?: boolean
  /** True where the output follows from the inputs' shapes alone. */
  readonly ofShape?: boolean
  /** For an op on one tensor that runs as well in another order of axes: its attributes there, and its output's order. */
  readonly permute?: Permute<A>
}

/** Ties a rule to the function that users of the op call. */
export const defineOp = <F extends (...args: never[]) => unknown>(
  rule: OpRule,
  call: F,
): F & { readonly rule: OpRule } => Object.assign(call, { rule })

/** The single output of a rule. */
export const apply1 = (rule: OpRule, inputs: readonly Value[], attributes?: object): Value =>
  apply(rule, inputs, attributes)[0] as Value

/** A tensor, or a number that becomes a scalar of the other operand's dtype. */
export type Operand = Value | number

export const asValue = (x: Operand, dtype: DType): Value => (typeof x === 'number' ? scalar(x, dtype) : x)
