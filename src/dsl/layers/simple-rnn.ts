import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { Flag, RecurrentFault } from '../../shapes/recurrent.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { resolveActivation } from '../activations.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import type { Cell } from './recurrence.js'
import {
  type Checked,
  type OneBias,
  type RecurrentArguments,
  type RecurrentOptions,
  type RecurrentRule,
  recurrentLayer,
  recurrentOptions,
} from './recurrent-layer.js'

export interface SimpleRnnOptions<
  Sequences extends Flag,
  State extends Flag,
  Backwards extends Flag,
  Bias extends boolean,
  Rate extends number | undefined,
  StateRate extends number | undefined,
  Fault = undefined,
> extends RecurrentOptions<Sequences, State, Backwards, Bias, Rate, StateRate, Fault> {}

type Dropout<Rate> = Checked<'simpleRnn', 'dropout', Rate>
type StateDropout<Rate> = Checked<'simpleRnn', 'recurrentDropout', Rate>

type SimpleRnnMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'simpleRnn', Out>,
  <
    const Units extends number,
    const Sequences extends Flag = false,
    const State extends Flag = false,
    const Backwards extends Flag = false,
    const Bias extends boolean = true,
    const Rate extends number | undefined = undefined,
    const StateRate extends number | undefined = undefined,
  >(
    units: GuardArgument<
      RecurrentFault<Out, RecurrentArguments<'simpleRnn', Units, Sequences, State, Backwards, Rate, StateRate>>,
      'units',
      Units
    >,
    options?: SimpleRnnOptions<
      Sequences,
      State,
      Backwards,
      Bias,
      Rate,
      StateRate,
      RecurrentFault<Out, RecurrentArguments<'simpleRnn', Units, Sequences, State, Backwards, Rate, StateRate>>
    >,
  ) => Appended<
    In,
    Out,
    Count,
    RecurrentRule<
      RecurrentArguments<'simpleRnn', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
      1,
      1,
      OneBias<Bias>
    >
  >
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly simpleRnn: SimpleRnnMethod<In, Out, Count>
  }
}

const make = <
  const Units extends number,
  const Sequences extends Flag = false,
  const State extends Flag = false,
  const Backwards extends Flag = false,
  const Bias extends boolean = true,
  const Rate extends number | undefined = undefined,
  const StateRate extends number | undefined = undefined,
>(
  units: Units,
  options: SimpleRnnOptions<Sequences, State, Backwards, Bias, Rate, StateRate> = {},
): Layer<
  RecurrentRule<
    RecurrentArguments<'simpleRnn', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
    1,
    1,
    OneBias<Bias>
  >
> => {
  const { activation = 'tanh' } = options
  const squash = resolveActivation(activation)
  const cell: Cell = {
    type: 'RNN',
    gates: 1,
    states: 1,
    onnxGates: [0],
    resetAfter: false,
    activations: [activation],
    step: (projected, [h], product) => [squash(ops.add(product(h as Value, 0, 1), projected))],
  }
  return recurrentLayer('simpleRnn', units, options, recurrentOptions, { cell, stateNames: ['h'], biasShape: [units] })
}

/**
 * h = activation(x · kernel + h · recurrentKernel + bias), step by step: [batch, time, features] to [batch, units], or
 * [batch, time, units] with returnSequences. Keras's `SimpleRNN`.
 */
export const simpleRnn = make
