import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { Flag, RecurrentFault } from '../../shapes/recurrent.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { resolveActivation } from '../activations.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type Cell, gatesOf } from './recurrence.js'
import {
  type Checked,
  type GatedOptions,
  type RecurrentArguments,
  type RecurrentRule,
  recurrentLayer,
  recurrentOptions,
} from './recurrent-layer.js'

export interface GruOptions<
  Sequences extends Flag,
  State extends Flag,
  Backwards extends Flag,
  Bias extends boolean,
  After extends boolean,
  Rate extends number | undefined,
  StateRate extends number | undefined,
  Fault = undefined,
> extends GatedOptions<Sequences, State, Backwards, Bias, Rate, StateRate, Fault> {
  /** The reset gate acts after the product with the recurrent kernel, which then has a bias of its own; default true. */
  readonly resetAfter?: After | undefined
}

type Dropout<Rate> = Checked<'gru', 'dropout', Rate>
type StateDropout<Rate> = Checked<'gru', 'recurrentDropout', Rate>

/** Biases of one unit and gate: two where input and state have one each. */
type GruBiases<Bias, After> = [Bias] extends [false]
  ? 0
  : [Bias, After] extends [true, true]
    ? 2
    : [Bias, After] extends [true, false]
      ? 1
      : number

type GruMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'gru', Out>,
  <
    const Units extends number,
    const Sequences extends Flag = false,
    const State extends Flag = false,
    const Backwards extends Flag = false,
    const Bias extends boolean = true,
    const After extends boolean = true,
    const Rate extends number | undefined = undefined,
    const StateRate extends number | undefined = undefined,
  >(
    units: GuardArgument<
      RecurrentFault<Out, RecurrentArguments<'gru', Units, Sequences, State, Backwards, Rate, StateRate>>,
      'units',
      Units
    >,
    options?: GruOptions<
      Sequences,
      State,
      Backwards,
      Bias,
      After,
      Rate,
      StateRate,
      RecurrentFault<Out, RecurrentArguments<'gru', Units, Sequences, State, Backwards, Rate, StateRate>>
    >,
  ) => Appended<
    In,
    Out,
    Count,
    RecurrentRule<
      RecurrentArguments<'gru', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
      1,
      3,
      GruBiases<Bias, After>
    >
  >
>

const known = { ...recurrentOptions, recurrentActivation: true, resetAfter: flag } as const

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly gru: GruMethod<In, Out, Count>
  }
}

const make = <
  const Units extends number,
  const Sequences extends Flag = false,
  const State extends Flag = false,
  const Backwards extends Flag = false,
  const Bias extends boolean = true,
  const After extends boolean = true,
  const Rate extends number | undefined = undefined,
  const StateRate extends number | undefined = undefined,
>(
  units: Units,
  options: GruOptions<Sequences, State, Backwards, Bias, After, Rate, StateRate> = {},
): Layer<
  RecurrentRule<
    RecurrentArguments<'gru', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
    1,
    3,
    GruBiases<Bias, After>
  >
> => {
  const { activation = 'tanh', recurrentActivation = 'sigmoid' } = options
  const resetAfter: boolean = options.resetAfter ?? true
  const [squash, gate] = [resolveActivation(activation), resolveActivation(recurrentActivation)]
  const cell: Cell = {
    type: 'GRU',
    gates: 3,
    states: 1,
    onnxGates: [0, 1, 2],
    resetAfter,
    activations: [recurrentActivation, activation],
    step: (projected, [h], product, recurrentBias) => {
      const state = h as Value
      const [z, r, candidate] = gatesOf(projected, 3, units) as [Value, Value, Value]
      const sums = product(state, 0, resetAfter ? 3 : 2)
      const ofState = recurrentBias ? ops.add(sums, recurrentBias) : sums
      const [zState, rState, candidateState] = gatesOf(ofState, resetAfter ? 3 : 2, units)
      const reset = gate(ops.add(r, rState as Value))
      const own = resetAfter ? ops.mul(reset, candidateState as Value) : product(ops.mul(reset, state), 2, 3)
      const update = gate(ops.add(z, zState as Value))
      return [ops.add(ops.mul(update, state), ops.mul(ops.sub(1, update), squash(ops.add(candidate, own))))]
    },
  }
  const gated = 3 * units
  return recurrentLayer('gru', units, options, known, {
    cell,
    stateNames: ['h'],
    biasShape: resetAfter ? [2, gated] : [gated],
  })
}

/**
 * Gated recurrent unit (Cho et al., 2014): [batch, time, features] to [batch, units], or [batch, time, units] with
 * returnSequences. Keras's `GRU`: gates in the order update, reset, candidate; kernel [features, 3 · units], recurrentKernel
 * [units, 3 · units], bias [2, 3 · units], or [3 · units] without resetAfter.
 */
export const gru = make
