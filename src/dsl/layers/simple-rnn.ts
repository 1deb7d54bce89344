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
  type OneBias,
  type RecurrentOptions,
  type RecurrentRule,
  recurrentLayer,
  recurrentOptions,
} from './recurrent-layer.js'

export interface SimpleRnnOptions<Sequences extends boolean, State extends boolean, Bias extends boolean>
  extends RecurrentOptions<Sequences, State, Bias> {}

type SimpleRnnRule<Units extends number, Sequences, State, Bias> = RecurrentRule<
  'simpleRnn',
  Units,
  Sequences,
  State,
  1,
  1,
  OneBias<Bias>
>

interface SimpleRnnMethod extends Method {
  readonly call: GuardMethod<
    SeriesSentence<'simpleRnn', this['model']['shape']>,
    <
      const Units extends number,
      const Sequences extends boolean = false,
      const State extends boolean = false,
      const Bias extends boolean = true,
    >(
      units: Guard<UnitsSentence<'simpleRnn', this['model']['shape'], Units>, Units>,
      options?: SimpleRnnOptions<Sequences, State, Bias>,
    ) => Appended<this['model'], SimpleRnnRule<Units, Sequences, State, Bias>>
  >
}

const make = <
  const Units extends number,
  const Sequences extends boolean = false,
  const State extends boolean = false,
  const Bias extends boolean = true,
>(
  units: Units,
  options: SimpleRnnOptions<Sequences, State, Bias> = {},
): Layer<SimpleRnnRule<Units, Sequences, State, Bias>> => {
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
export const simpleRnn: typeof make & Fluent<SimpleRnnMethod> = make
