import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod } from '../../shapes/dim.js'
import type { UnitsSentence } from '../../shapes/recurrent.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { resolveActivation } from '../activations.js'
import type { Fluent, Layer, Method } from '../layer.js'
import type { Appended } from '../sequential.js'
import type { Cell } from './recurrence.js'
import {
  type GatedOptions,
  type OneBias,
  type RecurrentRule,
  recurrentLayer,
  recurrentOptions,
} from './recurrent-layer.js'

export interface GruOptions<
  Sequences extends boolean,
  State extends boolean,
  Bias extends boolean,
  After extends boolean,
> extends GatedOptions<Sequences, State, Bias> {
  /** The reset gate acts after the product with the recurrent kernel, which then has a bias of its own; default true. */
  readonly resetAfter?: After | undefined
}

type GruRule<Units extends number, Sequences, State, Bias, After> = RecurrentRule<
  'gru',
  Units,
  Sequences,
  State,
  1,
  3,
  [Bias, After] extends [true, true]
    ? 2
    : [After] extends [boolean]
      ? boolean extends After
        ? NoBias<Bias>
        : OneBias<Bias>
      : never
>

/** Where it is not known whether there are one or two. */
type NoBias<Bias> = [Bias] extends [false] ? 0 : number

interface GruMethod extends Method {
  readonly call: GuardMethod<
    SeriesSentence<'gru', this['model']['shape']>,
    <
      const Units extends number,
      const Sequences extends boolean = false,
      const State extends boolean = false,
      const Bias extends boolean = true,
      const After extends boolean = true,
    >(
      units: Guard<UnitsSentence<'gru', this['model']['shape'], Units>, Units>,
      options?: GruOptions<Sequences, State, Bias, After>,
    ) => Appended<this['model'], GruRule<Units, Sequences, State, Bias, After>>
  >
}

const known = { ...recurrentOptions, recurrentActivation: true, resetAfter: true } as const

const make = <
  const Units extends number,
  const Sequences extends boolean = false,
  const State extends boolean = false,
  const Bias extends boolean = true,
  const After extends boolean = true,
>(
  units: Units,
  options: GruOptions<Sequences, State, Bias, After> = {},
): Layer<GruRule<Units, Sequences, State, Bias, After>> => {
  const { activation = 'tanh', recurrentActivation = 'sigmoid' } = options
  const resetAfter: boolean = options.resetAfter ?? true
  const [squash, gate] = [resolveActivation(activation), resolveActivation(recurrentActivation)]
  const parts = (x: Value, count: number) => ops.split(x, { axis: 1, sizes: Array<number>(count).fill(units) })
  const cell: Cell = {
    type: 'GRU',
    gates: 3,
    states: 1,
    onnxGates: [0, 1, 2],
    resetAfter,
    activations: [recurrentActivation, activation],
    step: (projected, [h], product, recurrentBias) => {
      const state = h as Value
      const [z, r, candidate] = parts(projected, 3) as [Value, Value, Value]
      const sums = product(state, 0, resetAfter ? 3 : 2)
      const [zState, rState, candidateState] = parts(
        recurrentBias ? ops.add(sums, recurrentBias) : sums,
        resetAfter ? 3 : 2,
      )
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
export const gru: typeof make & Fluent<GruMethod> = make
