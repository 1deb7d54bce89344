import type { DType, Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { ShapeValue } from '../shapes/dim.js'
import type { NormalizedAxes } from '../shapes/normalized-axes.js'
import type { Constraint } from './constraints.js'
import type { Initializer } from './initializers.js'
import type { Regularizer } from './regularizers.js'

/** A tensor as it runs, and which of its positions [batch, time] count, bool; undefined where all do. */
export interface Masked {
  readonly value: Value
  readonly mask: Value | undefined
}

/** One weight of a layer, before it has a value. */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly initializer: Initializer
  readonly regularizer: Regularizer | undefined
  /** What the weight is made to be after every step. */
  readonly constraint?: Constraint | undefined
  /** False for state that training changes without a gradient, such as running averages, and for weights of frozen layers. */
  readonly trainable: boolean
  /** Whether its layer is frozen. */
  readonly frozen?: boolean
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
  /** Whether the layer that the weight is of is frozen: then running averages stay, and are used, as in inference. */
  frozen(name: string): boolean
  /** Which positions [batch, time] count, bool; undefined where all do. */
  readonly mask: Value | undefined
  /** The value of one of the layer's own weights. */
  weight(name: string): Value
  /** Moves a weight that has no gradient towards a value: it keeps the share `momentum` of itself in each training step. */
  average(name: string, value: Value, momentum: number): void
  /** Adds a scalar to the loss. */
  addLoss(penalty: Value): void
  /** For a recurrent layer: its states before the first step, [batch, units] each; zeros where this is undefined. */
  readonly initialStates?: readonly Value[] | undefined
  /** What each element of the input counts, float32 of its shape; 1 where this is undefined. */
  readonly countWeights?: Value | undefined
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
  /** Its weights are those of the model around it, and have its name, not one of their own: of a layer made of several. */
  readonly ofModel?: boolean
  /** False: frozen, so that training leaves the weights as they are; counts when a model is compiled. Default true. */
  trainable?: boolean
  /** What the call is given: 'floats' where this is left out; ids as 'integers'; or 'anything', as it comes. */
  readonly takes?: 'floats' | 'integers' | 'anything'
  /** The dtype of the output; float32 where this is left out, but of 'anything' as it comes. */
  readonly gives?: 'int32' | undefined
  /** Whether a call may be given weights of its elements. */
  readonly countWeights?: boolean
  /** For a layer of ids: how many there are. Its input must hold 0 to ids - 1. */
  readonly ids?: number
  /** Whether it works on each step of [batch, time, …] by itself, so that a series may come piece by piece. */
  readonly stepwise?: boolean
  /** For a layer that adapts to data: what it still needs before it can run; undefined where that is nothing. */
  missing?(): string | undefined
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

/** The weights of a layer, as its being frozen or not makes them. */
export const ownWeights = (definition: LayerDefinition, input: ShapeValue): readonly WeightSpec[] => {
  const specs = definition.weights(input)
  return definition.trainable === false ? specs.map((spec) => ({ ...spec, trainable: false, frozen: true })) : specs
}

/** The dtype of a layer's output, from that of its input. */
export const outputDType = ({ takes, gives }: LayerDefinition, dtype: DType): DType =>
  takes === 'anything' ? dtype : (gives ?? 'float32')

/** A layer's input as the layer takes it. */
export const taken = (x: Value, { takes = 'floats' }: LayerDefinition): Value => {
  if (takes === 'anything') return x
  if (takes === 'integers') return x.dtype === 'int64' ? x : ops.cast(x, 'int32')
  return ops.cast(x, 'float32')
}

const sameMask = (_: Value, mask: Value | undefined): Value | undefined => mask

/** Of a layer that works on each position by itself. */
export const eachStep = { mask: sameMask, stepwise: true } as const

/** Whether a series may come piece by piece: where no axis is that of time. */
export const stepwiseAlong = (axes: NormalizedAxes): boolean => [axes].flat().every((axis) => axis === -1 || axis > 1)
