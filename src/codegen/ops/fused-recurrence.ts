import type { DimValue } from '../../shapes/dim.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { apply, type Value } from '../ir/value.js'

/** An activation as ONNX's recurrent operators know it. */
export interface FusedActivation {
  readonly name: string
  readonly alpha?: number
  readonly beta?: number
}

type Attributes = {
  readonly type: 'LSTM' | 'GRU' | 'RNN'
  readonly units: number
  readonly activations: readonly FusedActivation[]
  /** Of GRU: the reset gate acts on the matrix product, bias included. */
  readonly resetAfter: boolean
  readonly reverse: boolean
  readonly biased: boolean
}

const rule: OpRule<Attributes> = {
  name: 'fusedRecurrence',
  infer: ([x], { type, units }) => {
    const [time, batch] = (x as Value).shape as readonly DimValue[]
    const state = { dtype: (x as Value).dtype, shape: [1, batch as DimValue, units] }
    const steps = { ...state, shape: [time as DimValue, ...state.shape] }
    return type === 'LSTM' ? [steps, state, state] : [steps, state]
  },
  emit: ({ node, inputs, outputs, attributes: { type, units, activations, resetAfter, reverse, biased } }) => {
    const [x, w, r, ...rest] = inputs as [string, string, string, ...string[]]
    const [bias, states] = biased ? [rest[0] as string, rest.slice(1)] : ['', rest]
    const further = states.length > 0 ? [bias, '', ...states] : biased ? [bias] : []
    const floats = (of: 'alpha' | 'beta') => Float32Array.from(activations.flatMap((f) => f[of] ?? []))
    node(
      type,
      [x, w, r, ...further],
      {
        hidden_size: units,
        activations: activations.map(({ name }) => name),
        ...(floats('alpha').length > 0 && { activation_alpha: floats('alpha') }),
        ...(floats('beta').length > 0 && { activation_beta: floats('beta') }),
        ...(type === 'GRU' && { linear_before_reset: Number(resetAfter) }),
        direction: reverse ? 'reverse' : 'forward',
      },
      outputs,
    )
  },
  vjp: null,
}

/**
 * ONNX's LSTM, GRU or RNN in one direction: x [time, batch, features], w [1, gates · units, features], r [1, gates · units,
 * units], b [1, 2 · gates · units], states [1, batch, units] before the first step, none for zeros. Returns the hidden states of
 * all steps [time, 1, batch, units], then the last states. For inference: training needs what happens on the way.
 */
export const fusedRecurrence = defineOp(
  rule,
  (
    {
      x,
      w,
      r,
      b,
      states,
    }: {
      readonly x: Value
      readonly w: Value
      readonly r: Value
      readonly b: Value | null
      readonly states: readonly Value[]
    },
    attributes: Omit<Attributes, 'biased'>,
  ): readonly Value[] => apply(rule, [x, w, r, ...(b ? [b] : []), ...states], { ...attributes, biased: b !== null }),
)
