import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { Flag, RecurrentFault } from '../../shapes/recurrent.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { resolveActivation } from '../activations.js'
import { type Initializer, resolveInitializer } from '../initializers.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type Cell, gatesOf } from './recurrence.js'
import {
  type Checked,
  type GatedOptions,
  type OneBias,
  type RecurrentArguments,
  type RecurrentRule,
  recurrentLayer,
  recurrentOptions,
} from './recurrent-layer.js'

export interface LstmOptions<
  Sequences extends Flag,
  State extends Flag,
  Backwards extends Flag,
  Bias extends boolean,
  Rate extends number | undefined,
  StateRate extends number | undefined,
  Fault = undefined,
> extends GatedOptions<Sequences, State, Backwards, Bias, Rate, StateRate, Fault> {
  /** Starts the forget gate's bias at 1 (Jozefowicz et al., 2015); default true. */
  readonly unitForgetBias?: boolean | undefined
}

type Dropout<Rate> = Checked<'lstm', 'dropout', Rate>
type StateDropout<Rate> = Checked<'lstm', 'recurrentDropout', Rate>

type LstmMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'lstm', Out>,
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
      RecurrentFault<Out, RecurrentArguments<'lstm', Units, Sequences, State, Backwards, Rate, StateRate>>,
      'units',
      Units
    >,
    options?: LstmOptions<
      Sequences,
      State,
      Backwards,
      Bias,
      Rate,
      StateRate,
      RecurrentFault<Out, RecurrentArguments<'lstm', Units, Sequences, State, Backwards, Rate, StateRate>>
    >,
  ) => Appended<
    In,
    Out,
    Count,
    RecurrentRule<
      RecurrentArguments<'lstm', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
      2,
      4,
      OneBias<Bias>
    >
  >
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly lstm: LstmMethod<In, Out, Count>
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
  options: LstmOptions<Sequences, State, Backwards, Bias, Rate, StateRate> = {},
): Layer<
  RecurrentRule<
    RecurrentArguments<'lstm', Units, Sequences, State, Backwards, Dropout<Rate>, StateDropout<StateRate>>,
    2,
    4,
    OneBias<Bias>
  >
> => {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', unitForgetBias = true } = options
  const [squash, gate] = [resolveActivation(activation), resolveActivation(recurrentActivation)]
  const cell: Cell = {
    type: 'LSTM',
    gates: 4,
    states: 2,
    onnxGates: [0, 3, 1, 2],
    resetAfter: false,
    activations: [recurrentActivation, activation, activation],
    step: (projected, [h, c], product) => {
      const sums = ops.add(product(h as Value, 0, 4), projected)
      const [i, f, g, o] = gatesOf(sums, 4, units) as [Value, Value, Value, Value]
      const carry = ops.add(ops.mul(gate(f), c as Value), ops.mul(gate(i), squash(g)))
      return [ops.mul(gate(o), squash(carry)), carry]
    },
  }
  const given = resolveInitializer(options.biasInitializer ?? 'zeros')
  return recurrentLayer('lstm', units, options, known, {
    cell,
    stateNames: ['h', 'c'],
    biasShape: [4 * units],
    biasInitializer: unitForgetBias ? withForgetBias(given, units) : given,
  })
}

const known = { ...recurrentOptions, recurrentActivation: true, unitForgetBias: flag } as const

/** As given, but 1 for the forget gate. */
const withForgetBias = (bias: Initializer, units: number): Initializer => ({
  name: bias.name,
  fill: (shape, random) => {
    const all = bias.fill(shape, random)
    return Float32Array.from(all, (x, i) => (i >= units && i < 2 * units ? 1 : x))
  },
})

/**
 * Long short-term memory (Hochreiter & Schmidhuber, 1997): [batch, time, features] to [batch, units], or [batch, time, units]
 * with returnSequences. Keras's `LSTM`: gates in the order input, forget, cell, output; kernel [features, 4 · units],
 * recurrentKernel [units, 4 · units], bias [4 · units].
 */
export const lstm = make
