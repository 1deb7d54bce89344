import type { Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
import { describeValue } from '../shapes/describe-value.js'
import type { ShapeValue } from '../shapes/dim.js'
import type { Initializer } from './initializers.js'
import type { Regularizer } from './regularizers.js'

/** One weight of a layer, before it has a value. */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
  readonly regularizer: Regularizer | undefined
  /** False for state that training changes without a gradient, such as running averages. */
  readonly trainable: boolean
}

/** A recurrent layer, in either direction. */
export interface Recurrence {
  readonly returnSequences: boolean
  readonly returnState: boolean
  readonly goBackwards: boolean
  readonly units: number
  /** What the states are called: h, and for an LSTM c. */
  readonly stateNames: readonly string[]
  /**
   * Runs over x [batch, time, features]. `output` is [batch, time, units] in the order of x whatever the direction, or the last
   * step's [batch, units]; `states` are the last ones. With `zeroMasked` masked steps put out 0, else what the step before did.
   */
  run(
    x: Value,
    context: CallContext,
    options: {
      readonly reverse: boolean
      readonly zeroMasked?: boolean
      readonly initial?: readonly Value[] | undefined
    },
  ): { readonly output: Value; readonly states: readonly Value[] }
}

/** What a layer's call may use. */
export interface CallContext {
  readonly training: boolean
  /** Which positions [batch, time] count, bool; undefined where all do. */
  readonly mask: Value | undefined
  /** The value of one of the layer's own weights. */
  weight(name: string): Value
  /** Sets the value that a weight has after this training step. */
  update(name: string, value: Value): void
  /** Adds a scalar to the loss. */
  addLoss(penalty: Value): void
  /** For a recurrent layer: its states before the first step, [batch, units] each; zeros where this is undefined. */
  readonly initialStates: readonly Value[] | undefined
  /** Gives one of the layer's further outputs, or of its last states. */
  output(name: string, value: Value): void
  /** Numbers uniform in [0, 1), of x's shape; in training only. */
  random(x: Value): Value
}

/** The run-time half of a layer. It is made of ops only, so it needs no gradient of its own. */
export interface LayerDefinition {
  /** The name of the fluent method, and of the layer in sentences. */
  readonly kind: string
  /** The user's name for the layer, if any. */
  readonly name: string | undefined
  /** What the call is given: 'floats' where this is left out; ids as 'integers'; or 'anything', as it comes. */
  readonly takes?: 'floats' | 'integers' | 'anything'
  /** For a layer of ids: how many there are. Its input must hold 0 to ids - 1. */
  readonly ids?: number
  /** Whether it works on each step of [batch, time, …] by itself, so that a series may come piece by piece. */
  readonly stepwise?: boolean
  /** For a layer that goes over time: what `bidirectional` makes of it. */
  readonly recurrence?: Recurrence
  /** Throws ShapeError for an input that does not fit. */
  outputShape(input: ShapeValue): ShapeValue
  /** Shapes of what the layer gives beside its output, by name. A chain ends at a layer that has some. */
  furtherOutputs?(input: ShapeValue): ReadonlyMap<string, ShapeValue>
  weights(input: ShapeValue): readonly WeightSpec[]
  call(x: Value, context: CallContext): Value
  /**
   * The mask of the output, from the input and the mask that came with it. A layer that leaves this out is not made for
   * masks: the mask ends there, as in Keras.
   */
  mask?(x: Value, mask: Value | undefined): Value | undefined
}

/** A layer's input as the layer takes it. */
export const taken = (x: Value, { takes = 'floats' }: LayerDefinition): Value => {
  if (takes === 'anything') return x
  if (takes === 'integers') return x.dtype === 'int64' ? x : ops.cast(x, 'int32')
  return ops.cast(x, 'float32')
}

const sameMask = (_: Value, mask: Value | undefined): Value | undefined => mask

/** Of a layer that works on each position by itself. */
export const eachStep = { mask: sameMask, stepwise: true } as const

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

export type OutputOf<R extends Rule, S> = (R & { readonly input: S })['output']
export type ParametersOf<R extends Rule, S> = (R & { readonly input: S })['parameters']

/** A layer as a value, for `pipe` and for blocks; the rule exists in types only. */
export interface Layer<R extends Rule = Rule> {
  readonly definitions: readonly LayerDefinition[]
  readonly rule?: R
}

/**
 * A layer value from what it does. Throws TypeError for an option that `known` does not have; the compiler holds `known`
 * against the options' type.
 */
export const layer = <R extends Rule, O extends NamedOptions = NamedOptions>(
  kind: string,
  options: O,
  known: Readonly<Record<keyof O, true>>,
  parts: Omit<LayerDefinition, 'kind' | 'name'>,
): Layer<R> => {
  checkOptions(kind, options, known)
  return { definitions: [{ kind, name: options.name, ...parts }] }
}

/** What a layer value given to another consists of. Throws TypeError for what is none, saying what was expected. */
export const definitionsOf = (expected: string, layer: unknown): readonly LayerDefinition[] => {
  if (typeof layer === 'function') {
    throw new TypeError(`${expected}, got a function; call it`)
  }
  const definitions = (layer as { readonly definitions?: unknown } | null | undefined)?.definitions
  if (!Array.isArray(definitions)) throw new TypeError(`${expected}, got ${describeValue(layer)}`)
  return definitions
}

/** The model that a fluent method is called on; unknown where a method's type meets it, since `X & unknown` is X. */
export interface ModelState<I = unknown, S = unknown, P = unknown> {
  readonly input: I
  readonly shape: S
  readonly parameters: P
}

/** A fluent method's type, written in terms of `this['model']`. */
export interface Method {
  readonly model: ModelState
  readonly call: unknown
}

/** Ties a layer factory to its fluent method; in types only. */
export interface Fluent<M extends Method> {
  readonly method?: M
}

/** Options of every layer. */
export interface NamedOptions {
  /** The layer's name, unique in the model; by default Keras's: conv2d, conv2d_1, … */
  readonly name?: string | undefined
}

export const namedOptions = { name: true } as const

/** Keras's names: conv2d, conv2d_1, conv2d_2, … in snake case. */
export const automaticName = (kind: string, taken: ReadonlySet<string>): string => {
  const base = kind.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  let name = base
  for (let count = 1; taken.has(name); count++) name = `${base}_${count}`
  return name
}
