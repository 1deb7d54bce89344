import type { Add } from '../../shapes/arithmetic.js'
import type { HeadsFault, HeadsParameters, HeadsShape } from '../../shapes/attention.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { checkLayerOptions } from '../layer.js'
import type { Extended } from '../sequential.js'
import type { AttentionLayer, AttentionRule } from './attention-layer.js'
import { attentionOfHeads, type HeadsOptions, headsOptions } from './heads.js'

/** The arguments in a type; null for those that are left out. */
export interface MultiHeadConfig<
  Heads extends number,
  KeyDim extends number,
  ValueDim extends number | null,
  Output extends number | null,
  Rate extends number | undefined,
  Bias extends boolean,
  Window extends number | null,
  Gate extends boolean,
> {
  readonly layer: 'multiHeadAttention'
  readonly counts: { readonly numHeads: Heads; readonly keyDim: KeyDim } & (null extends ValueDim
    ? unknown
    : { readonly valueDim: Exclude<ValueDim, null> }) &
    (null extends Output ? unknown : { readonly outputShape: Exclude<Output, null> }) &
    (null extends Window ? unknown : { readonly slidingWindow: Exclude<Window, null> })
  readonly heads: Heads
  readonly keyHeads: Heads
  readonly keyDim: KeyDim
  readonly valueDim: null extends ValueDim ? KeyDim : Exclude<ValueDim, null>
  readonly outputShape: Output
  readonly dropout: Rate
  readonly useBias: Bias
  readonly useGate: Gate
}

// biome-ignore lint/suspicious/noExplicitAny: any configuration
type AnyConfig = MultiHeadConfig<any, any, any, any, any, any, any, any>

export interface MultiHeadAttentionOptions<
  ValueDim extends number | null,
  Output extends number | null,
  Rate extends number | undefined,
  Bias extends boolean,
  Window extends number | null,
  Gate extends boolean,
  Fault = undefined,
> extends HeadsOptions<Bias, Window, Gate, Fault> {
  /** The length of a head's values; default `keyDim`. */
  readonly valueDim?: GuardArgument<Fault, 'valueDim', ValueDim | undefined>
  /** The features of the output; by default those of the query. */
  readonly outputShape?: GuardArgument<Fault, 'outputShape', Output | undefined>
  /** Share of what is attended to that is dropped in training; default 0. */
  readonly dropout?: GuardArgument<Fault, 'dropout', Rate>
}

export interface MultiHeadAttentionRule<C extends AnyConfig> extends AttentionRule {
  readonly attends: 'multiHeadAttention'
  readonly heads: C['heads']
  readonly output: HeadsShape<this['input'], C>
  readonly parameters: HeadsParameters<this['input'], C>
}

type Fault<S, C extends AnyConfig> =
  HeadsFault<S, C> extends readonly ['first', infer E] ? readonly ['numHeads', E] : HeadsFault<S, C>

type MultiHeadAttentionMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'multiHeadAttention', Out>,
  <
    const Heads extends number,
    const KeyDim extends number,
    const ValueDim extends number | null = null,
    const Output extends number | null = null,
    const Rate extends number | undefined = undefined,
    const Bias extends boolean = true,
    const Window extends number | null = null,
    const Gate extends boolean = false,
    C extends AnyConfig = MultiHeadConfig<Heads, KeyDim, ValueDim, Output, Rate, Bias, Window, Gate>,
  >(
    numHeads: GuardArgument<Fault<Out, C>, 'numHeads', Heads>,
    keyDim: GuardArgument<Fault<Out, C>, 'keyDim', KeyDim>,
    options?: MultiHeadAttentionOptions<ValueDim, Output, Rate, Bias, Window, Gate, Fault<Out, C>>,
  ) => [Heads] extends [number] ? Extended<In, HeadsShape<Out, C>, Add<Count, HeadsParameters<Out, C>>> : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly multiHeadAttention: MultiHeadAttentionMethod<In, Out, Count>
  }
}

const make = <
  const Heads extends number,
  const KeyDim extends number,
  const ValueDim extends number | null = null,
  const Output extends number | null = null,
  const Rate extends number | undefined = undefined,
  const Bias extends boolean = true,
  const Window extends number | null = null,
  const Gate extends boolean = false,
>(
  numHeads: Heads,
  keyDim: KeyDim,
  options: MultiHeadAttentionOptions<ValueDim, Output, Rate, Bias, Window, Gate> = {},
): AttentionLayer<
  MultiHeadAttentionRule<MultiHeadConfig<Heads, KeyDim, ValueDim, Output, Rate, Bias, Window, Gate>>
> => {
  const kind = 'multiHeadAttention'
  checkLayerOptions(kind, options, { ...headsOptions, valueDim: true, outputShape: true })
  const { valueDim, outputShape, dropout, ...rest } = options as MultiHeadAttentionOptions<
    number | null,
    number | null,
    number | undefined,
    boolean,
    number | null,
    boolean
  >
  const counts = { numHeads, keyDim, valueDim, outputShape }
  return attentionOfHeads(
    kind,
    { counts, heads: numHeads, keyHeads: numHeads, keyDim, valueDim: valueDim ?? keyDim, outputShape, dropout },
    rest,
  )
}

/**
 * Attention of several heads (Vaswani et al., 2017): [batch, time, features] attends to itself, or to a `value` of other steps, of which
 * `key` is what it is compared with. Each head has `keyDim` features of query and key. Keras's `MultiHeadAttention`: masks of all of them
 * count, and that of the query passes. The mask of a query or a key is what `embedding` and `masking` make.
 *
 *     multiHeadAttention(8, 64)(query, { value, useCausalMask: true })
 *     sequential(input([100, 512])).multiHeadAttention(8, 64, { dropout: 0.1 })
 */
export const multiHeadAttention = make
