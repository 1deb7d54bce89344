import type { Add } from '../../shapes/arithmetic.js'
import type { HeadsFault, HeadsParameters, HeadsShape } from '../../shapes/attention.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { checkLayerOptions } from '../layer.js'
import type { Extended } from '../sequential.js'
import type { AttentionLayer, AttentionRule } from './attention-layer.js'
import { attentionOfHeads, type HeadsOptions, headsOptions } from './heads.js'

/** The arguments in a type. */
export interface GroupedQueryConfig<
  HeadDim extends number,
  Heads extends number,
  KeyHeads extends number,
  Rate extends number | undefined,
  Bias extends boolean,
  Window extends number | null,
  Gate extends boolean,
> {
  readonly layer: 'groupedQueryAttention'
  readonly counts: {
    readonly headDim: HeadDim
    readonly numQueryHeads: Heads
    readonly numKeyValueHeads: KeyHeads
  } & (null extends Window ? unknown : { readonly slidingWindow: Exclude<Window, null> })
  readonly heads: Heads
  readonly keyHeads: KeyHeads
  readonly keyDim: HeadDim
  readonly valueDim: HeadDim
  readonly outputShape: null
  readonly dropout: Rate
  readonly useBias: Bias
  readonly useGate: Gate
}

// biome-ignore lint/suspicious/noExplicitAny: any configuration
type AnyConfig = GroupedQueryConfig<any, any, any, any, any, any, any>

export interface GroupedQueryAttentionOptions<
  Rate extends number | undefined,
  Bias extends boolean,
  Window extends number | null,
  Gate extends boolean,
  Fault = undefined,
> extends HeadsOptions<Bias, Window, Gate, Fault> {
  /** Share of what is attended to that is dropped in training; default 0. */
  readonly dropout?: GuardArgument<Fault, 'dropout', Rate>
}

export interface GroupedQueryAttentionRule<C extends AnyConfig> extends AttentionRule {
  readonly attends: 'groupedQueryAttention'
  readonly heads: C['heads']
  readonly output: HeadsShape<this['input'], C>
  readonly parameters: HeadsParameters<this['input'], C>
}

type Fault<S, C extends AnyConfig> =
  HeadsFault<S, C> extends readonly ['first', infer E] ? readonly ['headDim', E] : HeadsFault<S, C>

type GroupedQueryAttentionMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'groupedQueryAttention', Out>,
  <
    const HeadDim extends number,
    const Heads extends number,
    const KeyHeads extends number,
    const Rate extends number | undefined = undefined,
    const Bias extends boolean = true,
    const Window extends number | null = null,
    const Gate extends boolean = false,
    C extends AnyConfig = GroupedQueryConfig<HeadDim, Heads, KeyHeads, Rate, Bias, Window, Gate>,
  >(
    headDim: GuardArgument<Fault<Out, C>, 'headDim', HeadDim>,
    numQueryHeads: GuardArgument<Fault<Out, C>, 'numQueryHeads', Heads>,
    numKeyValueHeads: GuardArgument<Fault<Out, C>, 'numKeyValueHeads', KeyHeads>,
    options?: GroupedQueryAttentionOptions<Rate, Bias, Window, Gate, Fault<Out, C>>,
  ) => [HeadDim] extends [number] ? Extended<In, HeadsShape<Out, C>, Add<Count, HeadsParameters<Out, C>>> : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly groupedQueryAttention: GroupedQueryAttentionMethod<In, Out, Count>
  }
}

const make = <
  const HeadDim extends number,
  const Heads extends number,
  const KeyHeads extends number,
  const Rate extends number | undefined = undefined,
  const Bias extends boolean = true,
  const Window extends number | null = null,
  const Gate extends boolean = false,
>(
  headDim: HeadDim,
  numQueryHeads: Heads,
  numKeyValueHeads: KeyHeads,
  options: GroupedQueryAttentionOptions<Rate, Bias, Window, Gate> = {},
): AttentionLayer<
  GroupedQueryAttentionRule<GroupedQueryConfig<HeadDim, Heads, KeyHeads, Rate, Bias, Window, Gate>>
> => {
  const kind = 'groupedQueryAttention'
  checkLayerOptions(kind, options, headsOptions)
  const { dropout, ...rest } = options as GroupedQueryAttentionOptions<
    number | undefined,
    boolean,
    number | null,
    boolean
  >
  const counts = { headDim, numQueryHeads, numKeyValueHeads }
  return attentionOfHeads(
    kind,
    { counts, heads: numQueryHeads, keyHeads: numKeyValueHeads, keyDim: headDim, valueDim: headDim, dropout },
    rest,
  )
}

/**
 * Attention of several heads, of which groups share a key and a value (Ainslie et al., 2023): as `multiHeadAttention`, with
 * `numQueryHeads` heads of the query over `numKeyValueHeads` of keys and values. Keras's `GroupedQueryAttention`.
 */
export const groupedQueryAttention = make
