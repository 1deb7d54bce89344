import type { DType } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import type { BesideSentence, KeySentence } from '../../shapes/attention.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import type { OnlyRecurrent } from '../../shapes/initial-state.js'
import type { Layer, LayerLike, OutputOf, Placed, Rule } from '../layer.js'
import { layerValue } from '../layer.js'
import type { ShapeOf } from '../operations/operand.js'
import { checkedTensorOf, type Nesting, type SymbolicTensor, withinModels } from '../symbolic.js'

/** The rule of a layer that attends: it knows what it is called. */
export interface AttentionRule extends Rule {
  readonly attends: string
}

/** What an attention layer may be given beside the query. */
export interface AttentionInputs<Name extends string, S, V extends SymbolicTensor, K extends SymbolicTensor> {
  /** What is attended to, [batch, steps, features]; by default the query: self-attention. */
  readonly value?: Guard<BesideSentence<Name, 'value', S, ShapeOf<V>>, V> | undefined
  /** What the query is compared with, [batch, steps, features]; by default the value. */
  readonly key?: Guard<KeySentence<Name, S, ShapeOf<V>, ShapeOf<K>>, K> | undefined
  /** Which steps each step of the query may attend to: [batch, time, steps], or [batch, heads, time, steps]; true or not 0. */
  readonly attentionMask?: SymbolicTensor | undefined
  /** No step attends to later ones; by default as the layer's option says. */
  readonly useCausalMask?: boolean | undefined
  readonly initialState?: OnlyRecurrent | undefined
}

/**
 * A layer that attends: a function of a query, and of what it attends to, where that is another tensor. `pipe` and blocks take it for
 * self-attention.
 */
export interface AttentionLayer<R extends AttentionRule> extends LayerLike {
  <const S extends Shape, T extends DType, V extends SymbolicTensor = SymbolicTensor<S>, K extends SymbolicTensor = V>(
    query: Guard<OutputOf<R, S>, SymbolicTensor<S, T>>,
    options?: AttentionInputs<R['attends'], S, V, K>,
  ): Placed<OutputOf<R, S>, 'float32'>
  /** Whether training changes its weights, as that of a `Layer`. */
  trainable: boolean
  /** Exists in types only. */
  readonly rule?: R
}

interface Given {
  readonly value?: unknown
  readonly key?: unknown
  readonly attentionMask?: unknown
  readonly useCausalMask?: boolean
  readonly initialState?: undefined
}

export interface Attending {
  readonly query: SymbolicTensor
  readonly value: SymbolicTensor
  readonly key: SymbolicTensor
  readonly attentionMask: SymbolicTensor | undefined
  readonly causal: boolean
}

/** An attention layer from what it does, and the layers inside it. Its weights have its name before theirs. */
export const attentionLayer = <R extends AttentionRule>(
  kind: string,
  { name, useCausalMask = false }: { readonly name?: string | undefined; readonly useCausalMask?: boolean | undefined },
  parts: Layer[],
  attend: (given: Attending) => SymbolicTensor,
): AttentionLayer<R> => {
  const nesting: Nesting = { kind, name }
  const call = (x: SymbolicTensor, options: Given = {}) => {
    const query = checkedTensorOf(kind, x)
    checkOptions(kind, options, {
      value: true,
      key: true,
      attentionMask: true,
      useCausalMask: true,
      initialState: true,
    })
    const value = options.value === undefined ? query : checkedTensorOf(kind, options.value)
    const key = options.key === undefined ? value : checkedTensorOf(kind, options.key)
    const attentionMask = options.attentionMask === undefined ? undefined : checkedTensorOf(kind, options.attentionMask)
    return withinModels([nesting], () =>
      attend({ query, value, key, attentionMask, causal: options.useCausalMask ?? useCausalMask }),
    )
  }
  return layerValue(call as never, undefined, parts) as never
}
