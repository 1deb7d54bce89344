import { checkOptions } from '../codegen/known-options.js'
import type { Shapes } from '../runtime/tensor-arguments.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Guard, SentenceAbout, Shape } from '../shapes/dim.js'
import type { NestedSentence, NestedShapes, NotListed } from '../shapes/nested-model.js'
import type { Counted, PartsFault, UnknownPart } from '../shapes/parts.js'
import { callable, type LayerModel } from './callable.js'
import type { Placed } from './layer.js'
import type { LayerDefinition } from './layer-definition.js'
import { AnyModel, type Compilable } from './model.js'
import { type ModelGraph, modelGraph, type Tensors } from './model-graph.js'
import type { SymbolicTensor } from './symbolic.js'
import { checkShared } from './weights.js'

/** The shapes of tensors that are given as inputs or outputs. */
export type ShapesOf<T> =
  T extends SymbolicTensor<infer S> ? S : { -readonly [K in keyof T]: T[K] extends SymbolicTensor<infer S> ? S : never }

export interface ModelOptions<I, O> {
  /** Where data come in: one tensor, a list of them, or several by name. Any tensor will do, not only one of `input`. */
  readonly inputs: I
  /** What the model gives, in the same ways. */
  readonly outputs: O
  /** What it is called as a layer of another model. */
  readonly name?: string | undefined
}

/** A model from one tensor to others; a layer of other models as well. */
export interface Functional<I extends Shape, O extends Shapes> extends LayerModel<I, O, number> {}

/** A model of several inputs, in a list or by name. */
export interface FunctionalOfSeveral<I extends Shapes, O extends Shapes> extends Compilable<I, O, number> {
  /** The same layers on other tensors, arranged as the inputs are. */
  <const X extends TensorsFor<I>>(inputs: NestedInputs<I, X>): Placed<NestedShapes<I, O, ShapesOf<X>>, 'float32'>
}

/** The empty list makes lists infer as tuples. */
type TensorsFor<I> = I extends readonly unknown[]
  ? SymbolicTensor | readonly SymbolicTensor[] | readonly []
  : { readonly [K in keyof I]: SymbolicTensor }

/** The tensors, or in place of one, or of a list, the sentence that says why it does not fit. */
type NestedInputs<I, X> = X extends SymbolicTensor
  ? I extends readonly unknown[]
    ? NotListed<I['length']>
    : X
  : Counted<
      'model',
      'inputs',
      I,
      X,
      'input',
      {
        [K in keyof X]: K extends keyof I
          ? NestedInput<K, I[K], X[K], PartsFault<'model', 'inputs', I, ShapesOf<X>>>
          : UnknownPart<'model', 'inputs', K, 'input'>
      }
    >

type NestedInput<K, I, T, Fault> =
  T extends SymbolicTensor<infer S>
    ? Guard<NestedSentence<`input ${K & string}`, I, S>, Guard<SentenceAbout<Fault, K & string>, T>>
    : T

type Made<I, O extends Shapes> = I extends Shape
  ? Functional<I, O>
  : I extends Shapes
    ? FunctionalOfSeveral<I, O>
    : never

/**
 * The model that computes some tensors from others: layers that branch and meet, are shared, or have several inputs and outputs.
 *
 *     const x = input([32])
 *     const h = dense(32, { activation: 'relu' })(x)
 *     const network = model({ inputs: x, outputs: dense(10)(add(x, h)) })
 *
 * Throws TypeError for outputs that come from inputs which are not given, and for inputs that no output needs; ShapeError for a
 * layer that is called on tensors of several sizes.
 */
export const model = <const I extends Tensors, const O extends Tensors>(
  options: ModelOptions<I, O>,
): Made<ShapesOf<I>, ShapesOf<O>> => {
  checkOptions('model', options, { inputs: true, outputs: true, name: true })
  const { inputs, outputs, name } = options
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new TypeError(`model: name must be a string that is not empty, got ${describeValue(name)}`)
  const graph = modelGraph(inputs, outputs)
  checkShared(graph)
  return callable(new Network(graph, name)) as never
}

/** The run-time half of every functional model. */
class Network extends AnyModel {
  readonly judged = 'all'
  readonly definitions: readonly LayerDefinition[] | undefined = undefined
  readonly nesting: { readonly kind: string; readonly name: string | undefined }

  constructor(
    readonly graph: ModelGraph,
    name: string | undefined,
  ) {
    super()
    this.nesting = { kind: 'Functional', name }
  }
}
