import { checkOptions } from '../../codegen/known-options.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { HeadsFault, HeadsParameters, HeadsShape } from '../../shapes/attention.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { requirePositive } from '../../shapes/sentence.js'
import type { SeriesSentence } from '../../shapes/series.js'
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
> {
  readonly layer: 'groupedQueryAttention'
  readonly counts: { readonly headDim: HeadDim; readonly numQueryHeads: Heads; readonly numKeyValueHeads: KeyHeads }
  readonly heads: Heads
  readonly keyHeads: KeyHeads
  readonly keyDim: HeadDim
  readonly valueDim: HeadDim
  readonly outputShape: null
  readonly dropout: Rate
  readonly useBias: Bias
}

// biome-ignore lint/suspicious/noExplicitAny: any configuration
type AnyConfig = GroupedQueryConfig<any, any, any, any, any>

export interface GroupedQueryAttentionOptions<Rate extends number | undefined, Bias extends boolean, Fault = undefined>
  extends HeadsOptions<Bias> {
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
    C extends AnyConfig = GroupedQueryConfig<HeadDim, Heads, KeyHeads, Rate, Bias>,
  >(
    headDim: GuardArgument<Fault<Out, C>, 'headDim', HeadDim>,
    numQueryHeads: GuardArgument<Fault<Out, C>, 'numQueryHeads', Heads>,
    numKeyValueHeads: GuardArgument<Fault<Out, C>, 'numKeyValueHeads', KeyHeads>,
    options?: GroupedQueryAttentionOptions<Rate, Bias, Fault<Out, C>>,
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
>(
  headDim: HeadDim,
  numQueryHeads: Heads,
  numKeyValueHeads: KeyHeads,
  options: GroupedQueryAttentionOptions<Rate, Bias> = {},
): AttentionLayer<GroupedQueryAttentionRule<GroupedQueryConfig<HeadDim, Heads, KeyHeads, Rate, Bias>>> => {
  const kind = 'groupedQueryAttention'
  checkOptions(kind, options, headsOptions)
  const { dropout, ...rest } = options as GroupedQueryAttentionOptions<number | undefined, boolean>
  const counts = { headDim, numQueryHeads, numKeyValueHeads }
  for (const [name, count] of Object.entries(counts)) requirePositive(kind, name, count)
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
