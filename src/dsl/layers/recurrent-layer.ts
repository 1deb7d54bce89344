import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardArgument, Left, ShapeValue } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import {
  type Flag,
  type FlagOf,
  type RecurrentConfig,
  type RecurrentParameters,
  type RecurrentShape,
  recurrentShape,
} from '../../shapes/recurrent.js'
import { knownDim } from '../../shapes/sentence.js'
import { seriesOf } from '../../shapes/series.js'
import type { ActivationLike } from '../activations.js'
import type { InitializerLike } from '../initializers.js'
import { type KnownOptions, type Layer, layer, type Rule } from '../layer.js'
import type { CallContext, Recurrence } from '../layer-definition.js'
import { activated, type KernelOptions, kernelOptions, type Steered, steeredWeight, weightOptions } from './kernel.js'
import { type Cell, type CellWeights, runAndPublish, runRecurrence } from './recurrence.js'

export interface RecurrentOptions<
  Sequences extends Flag,
  State extends Flag,
  Backwards extends Flag,
  Bias extends boolean,
  Rate extends number | undefined,
  StateRate extends number | undefined,
  Fault = undefined,
> extends KernelOptions<Bias>,
    Steered<'recurrent'> {
  /** Of the output; default 'tanh'. */
  readonly activation?: ActivationLike | undefined
  /** Default 'orthogonal'. */
  readonly recurrentInitializer?: InitializerLike | undefined
  /** Gives every step's output, [batch, time, units], not the last one's alone; default false. */
  readonly returnSequences?: Sequences | Left<Sequences>
  /** Gives the last states too; default false. */
  readonly returnState?: GuardArgument<Fault, 'returnState', State> | Left<State>
  /** Goes from the last step to the first, and gives its outputs in that order; default false. */
  readonly goBackwards?: Backwards | Left<Backwards>
  /** The share of the input's features that a training step drops, the same ones at every time; default 0. */
  readonly dropout?: GuardArgument<Fault, 'dropout', Rate> | Left<Rate>
  /** The same for the state that a step sees of the step before; default 0. */
  readonly recurrentDropout?: GuardArgument<Fault, 'recurrentDropout', StateRate> | Left<StateRate>
}

export interface GatedOptions<
  Sequences extends Flag,
  State extends Flag,
  Backwards extends Flag,
  Bias extends boolean,
  Rate extends number | undefined,
  StateRate extends number | undefined,
  Fault = undefined,
> extends RecurrentOptions<Sequences, State, Backwards, Bias, Rate, StateRate, Fault> {
  /** Of the gates; default 'sigmoid'. */
  readonly recurrentActivation?: ActivationLike | undefined
}

/** Options of any recurrent layer. */
type AnyOptions = RecurrentOptions<Flag, Flag, Flag, boolean, number | undefined, number | undefined>

export const recurrentOptions = {
  ...kernelOptions,
  ...weightOptions('recurrent'),
  returnSequences: flag,
  returnState: flag,
  goBackwards: flag,
  dropout: true,
  recurrentDropout: true,
} as const

/** A rate where it is wrong, so that layers with other rates are of one type. */
export type Checked<Layer extends string, Argument extends string, Rate> =
  RateSentence<Layer, Argument, Rate> extends string ? Rate : undefined

/** A recurrent layer's arguments, from its type parameters. */
export type RecurrentArguments<Layer extends string, Units, Sequences, State, Backwards, Rate, StateRate> = {
  readonly layer: Layer
  readonly units: Units
  readonly returnSequences: FlagOf<Sequences>
  readonly returnState: FlagOf<State>
  readonly goBackwards: FlagOf<Backwards>
  readonly dropout: Rate
  readonly recurrentDropout: StateRate
}

/** The rule of a recurrent layer; `bidirectional` asks for its `recurrent`, a call with an initialState for its `states` too. */
export interface RecurrentRule<C extends RecurrentConfig, States extends 1 | 2, Gates extends number, Biases>
  extends Rule {
  readonly recurrent: C
  readonly states: States
  readonly output: RecurrentShape<this['input'], C, States>
  readonly parameters: RecurrentParameters<this['input'], C['units'], Gates, Biases>
}

/** Biases of one unit and gate: one, or none; wide where the type does not say. */
export type OneBias<Bias> = [Bias] extends [true] ? 1 : [Bias] extends [false] ? 0 : number

export interface RecurrentParts {
  readonly cell: Cell
  readonly stateNames: readonly string[]
  /** [gates · units], or [2, gates · units] where input and state have biases of their own. */
  readonly biasShape: readonly number[]
  readonly biasInitializer?: InitializerLike
}

/** A recurrent layer from its cell. Throws ShapeError for rates that are none, RangeError for flags, and TypeError for names that are none. */
export const recurrentLayer = <R extends Rule, O extends AnyOptions>(
  kind: string,
  units: number,
  options: O,
  known: KnownOptions<O>,
  { cell, stateNames, biasShape, biasInitializer = options.biasInitializer ?? 'zeros' }: RecurrentParts,
): Layer<R> => {
  const { returnSequences = false, returnState = false, goBackwards = false, useBias = true } = options
  const { dropout = 0, recurrentDropout = 0 } = options
  for (const [name, rate] of Object.entries({ dropout, recurrentDropout })) checkRate(kind, name, rate)
  const kernel = steeredWeight('kernel', options, 'glorotUniform')
  const recurrent = steeredWeight('recurrent', options, 'orthogonal')
  const recurrentKernel = (shape: readonly number[]) => ({ ...recurrent(shape), name: 'recurrentKernel' })
  const bias = steeredWeight('bias', { ...options, biasInitializer }, 'zeros')
  const finish = activated({ ...options, activation: 'linear' })
  const recurrence: Recurrence = {
    returnSequences,
    returnState,
    goBackwards,
    units,
    stateNames,
    run: (x, context, { reverse, zeroMasked, initial }) => {
      const { steps, states } = runRecurrence(x, context, cell, cellWeights(context, useBias, biasShape.length), {
        units,
        dropout,
        recurrentDropout,
        reverse,
        zeroMasked,
        initial,
      })
      const output = returnSequences ? ops.transpose(steps, [1, 0, 2]) : (states[0] as Value)
      return { output: finish(output, context), states }
    },
  }
  const lastState = (shape: ShapeValue): ShapeValue => [seriesOf(kind, shape).batch, units]
  return layer(kind, options, known, {
    recurrence,
    outputShape: (shape) => recurrentShape(kind, shape, units, returnSequences),
    ...(returnState && {
      furtherOutputs: (shape: ShapeValue) => new Map(stateNames.map((name) => [name, lastState(shape)])),
    }),
    mask: (_, mask) => (returnSequences ? mask : undefined),
    weights: (shape) => {
      const features = knownDim(kind, 'features', seriesOf(kind, shape).features)
      const gated = units * cell.gates
      return [kernel([features, gated]), recurrentKernel([units, gated]), ...(useBias ? [bias(biasShape)] : [])]
    },
    call: (x, context) =>
      runAndPublish(recurrence, x, context, { backwards: goBackwards, initial: context.initialStates }),
  })
}

const cellWeights = (context: CallContext, useBias: boolean, biasRank: number): CellWeights => {
  const both = { kernel: context.weight('kernel'), recurrentKernel: context.weight('recurrentKernel') }
  if (!useBias) return { ...both, bias: null, recurrentBias: null }
  const bias = context.weight('bias')
  if (biasRank === 1) return { ...both, bias, recurrentBias: null }
  const [own, recurrent] = ops.split(bias, { axis: 0, sizes: [1, 1] }).map((row) => ops.squeeze(row, [0]))
  return { ...both, bias: own as Value, recurrentBias: recurrent as Value }
}
