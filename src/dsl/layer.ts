import type { DType } from '../codegen/ir/value.js'
import { checkRanges, type Range, word } from '../codegen/ranges.js'
import type { Guard, Shape } from '../shapes/dim.js'
import type { InitialStateSentence, OnlyRecurrent } from '../shapes/initial-state.js'
import type { NoTensor } from '../shapes/several-tensors.js'
import { checkedTrainable, type Freezable, isTrainable, setTrainable } from './freezing.js'
import type { LayerDefinition } from './layer-definition.js'
import { aLayer, type IsOther, type NotALayer, notALayer, takesSeveral } from './not-a-layer.js'
import { isSymbolic, type SymbolicTensor } from './symbolic.js'
import { type UseOptions, useLayer } from './use-layer.js'

/**
 * A layer's type function. `output` (a shape, or the sentence that says why there is none) and `parameters` are written in
 * terms of `this['input']`, which `OutputOf` and `ParametersOf` fill in.
 */
export interface Rule {
  readonly input: unknown
  readonly output: unknown
  readonly parameters: unknown
}

/** The rule of a layer that leaves the shape as it is, and has no weights. */
export interface IdentityRule extends Rule {
  readonly output: this['input']
  readonly parameters: 0
}

/** A rule of a layer that moves elements and leaves them as they are, ids included. */
export interface KeepsDType {
  readonly keepsDType: true
}

/** A rule that says something of dtypes: one conditional for the others costs the compiler least. */
interface HasDType {
  readonly keepsDType: boolean
}

/** The dtype of what a layer of rule R gives, from that of its input; any one may be kept of what is no tensor. */
type DTypeOf<R, T extends DType> = R extends KeepsDType ? ([T] extends [never] ? DType : T) : Gives<R>

/** The dtype that a layer of rule R gives, unless it keeps that of its input. */
export type Gives<R> = R extends { readonly gives: infer Given extends DType } ? Given : 'float32'

/** Whether the layer of a rule keeps the dtype. */
export type Keeps<R> = R extends KeepsDType ? true : false

export type OutputOf<R extends Rule, S> = (R & { readonly input: S })['output']
export type ParametersOf<R extends Rule, S> = (R & { readonly input: S })['parameters']

/** Shapes in a list, or by name. */
type Several = readonly [Shape, ...Shape[]] | { readonly [name: string]: Shape }

/**
 * The tensors that a layer gives for an output of these shapes; of an unknown one a tensor of any shape, and `any` after a mistake, so
 * that one gives one error.
 */
export type Placed<O, T extends DType> = O extends infer P extends Shape
  ? SymbolicTensor<P, T>
  : O extends infer P extends Several
    ? { -readonly [K in keyof P]: P[K] extends Shape ? SymbolicTensor<P[K], T> : never }
    : IsUnknown<O> extends true
      ? SymbolicTensor<Shape, T>
      : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
        any

/** Whether nothing is known of an output, as that of a `Layer`; false for `any`, which comes of a mistake. */
export type IsUnknown<O> = unknown extends O ? ([O] extends [string] ? false : true) : false

/**
 * What a use of a layer may be given beside its input; a recurrent layer the states before the first step, [batch, units] each: h,
 * and for an LSTM c.
 */
export type CallOptions<R extends Rule, States extends readonly SymbolicTensor[]> = Rule extends R
  ? Readonly<Record<never, never>>
  : { readonly initialState?: InitialState<R, States> | undefined }

type InitialState<R extends Rule, States extends readonly SymbolicTensor[]> = R extends {
  readonly recurrent: { readonly layer: infer Name extends string; readonly units: infer Units }
  readonly states: infer Count
}
  ? Guard<InitialStateSentence<Name, Count, Units, ShapesIn<States>>, States>
  : OnlyRecurrent

type ShapesIn<T extends readonly unknown[]> = { [K in keyof T]: T[K] extends SymbolicTensor<infer S> ? S : never }

/** In place of the tensor that a layer is given: the sentence of its rule, or that there is no tensor. */
type Refused<O> = O extends string ? O : NoTensor

/**
 * The tensor of shape S and dtype T that a layer is given, or the sentence that says why not. O is what the rule gives for it, T never
 * where there is no tensor; then nothing is of both.
 */
export type Taken<S extends Shape, T extends DType, O> = T & O extends never
  ? NoInfer<Refused<O>>
  : SymbolicTensor<S, T>

/** What layers and models have in common, however they are called. */
export interface LayerLike {
  /** Its layers, one after the other; undefined where they branch. */
  readonly definitions: readonly LayerDefinition[] | undefined
  /** Whether `remat` is around it, or around a part of it. */
  readonly isRemat?: boolean | undefined
}

/**
 * A layer as a value: a function on the tensors of a model, which `pipe` and blocks take as well. Each use of it has the same weights.
 */
export interface Layer<R extends Rule = Rule> extends LayerLike {
  <
    const S extends Shape,
    T extends DType = never,
    O = OutputOf<R, S>,
    const States extends readonly SymbolicTensor[] = readonly SymbolicTensor[],
  >(
    // Taken, written out: by its name each call would cost one instantiation more
    x: T & O extends never ? NoInfer<Refused<O>> : SymbolicTensor<S, T>,
    options?: CallOptions<R, States>,
  ): Placed<O, R extends HasDType ? DTypeOf<R, T> : 'float32'>
  /**
   * Whether training changes its weights; of several layers in one value, whether it changes those of all. Setting it freezes or
   * unfreezes them all, in every model that has them, from the next `compile` on. Keras's `layer.trainable`.
   */
  trainable: boolean
  /** Exists in types only. */
  readonly rule?: R
}

/** The options of a layer: in which range they are, or true for those that are looked at elsewhere. */
export type KnownOptions<O> = Readonly<Record<keyof O, Range | true>>

/** Throws TypeError for a tensor in place of a layer's options, and for options that are none or unknown; RangeError for wrong ones. */
export const checkLayerOptions = <O extends NamedOptions>(kind: string, options: O, known: KnownOptions<O>): void => {
  if (isSymbolic(options)) {
    throw new TypeError(`${kind}: got a tensor in place of options; make the layer first, then call it with the tensor`)
  }
  checkRanges(kind, options, known)
  const { trainable = true } = options
  checkedTrainable(kind, trainable)
}

/**
 * A layer value from what it does. Throws TypeError for an option that `known` does not have; the compiler holds `known`
 * against the options' type.
 */
export const layer = <R extends Rule, O extends NamedOptions = NamedOptions>(
  kind: string,
  options: O,
  known: KnownOptions<O>,
  parts: Omit<LayerDefinition, 'kind' | 'name'>,
): Layer<R> => {
  checkLayerOptions(kind, options, known)
  const { name, trainable = true } = options
  const definition: LayerDefinition = { kind, name, trainable, ...parts }
  return layerValue((x, given) => useLayer(definition, x, given), [definition], [definition])
}

/** What a layer makes of a tensor: one, or several where it gives several. */
export type LayerFunction = (x: SymbolicTensor, options?: UseOptions) => SymbolicTensor | SymbolicTensor[]

/** A layer value from what it does. `parts` are what its `trainable` is of. */
export const layerValue = <R extends Rule>(
  call: LayerFunction,
  definitions: readonly LayerDefinition[] | undefined,
  parts: readonly Freezable[],
): Layer<R> =>
  Object.defineProperty(Object.assign(call, { definitions }), 'trainable', {
    get: () => isTrainable(parts),
    set: (trainable: unknown) => setTrainable(parts, trainable),
  }) as unknown as Layer<R>

/** Lets the type of an argument be inferred, and takes nothing itself. */
export type Seen<L> = [L] extends [L] ? never : L

/** A parameter's type, or the sentence where its argument, of type L, is a function that is no layer. */
export type IfLayer<Call extends string, L, T, What extends string = typeof aLayer> =
  | (T & (true extends IsOther<L> ? never : unknown))
  | (true extends IsOther<L> ? NotALayer<Call, L, What> : never)
  | Seen<L>

type CheckedLayer = LayerFunction &
  Pick<Layer, 'definitions' | 'isRemat' | 'trainable'> & {
    /** Of `remat` the layers inside. */
    readonly inner?: readonly LayerDefinition[] | undefined
  }

/** A layer value as a function. Throws TypeError for what is none, saying what was expected. */
export const checkedLayer = (call: string, layer: unknown, what: string = aLayer): CheckedLayer => {
  if (typeof layer === 'function' && 'definitions' in layer && !takesSeveral(layer)) {
    return layer as unknown as CheckedLayer
  }
  throw new TypeError(notALayer(call, layer, what))
}

/** The layers that a layer value consists of. Throws TypeError for what is none, and for one whose layers branch. */
export const definitionsOf = (call: string, layer: unknown, what: string = aLayer): readonly LayerDefinition[] => {
  const { definitions, isRemat } = checkedLayer(call, layer, what)
  if (definitions) return definitions
  const expected = `${call}: expected ${what}, or layers one after the other`
  if (isRemat) throw new TypeError(`${expected}, got remat; put it around: remat(${call}(…))`)
  if (typeof layer === 'function' && 'graph' in layer) {
    throw new TypeError(`${expected}, got a functional model; make it with sequential or block`)
  }
  throw new TypeError(`${expected}, got one with branches`)
}

/** Options of every layer. */
export interface NamedOptions {
  /** The layer's name, unique in the model; by default Keras's: conv2d, conv2d_1, … */
  readonly name?: string | undefined
  /** false freezes the layer: training leaves its weights as they are; default true. `layer.trainable` changes it later. */
  readonly trainable?: boolean | undefined
}

export const namedOptions = { name: { ...word, text: 'a string that is not empty' }, trainable: true } as const
