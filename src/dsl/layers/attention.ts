import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { Guard, GuardMethod, Shape } from '../../shapes/dim.js'
import type { RateSentence } from '../../shapes/dropout-rate.js'
import type { SelfScoredShape } from '../../shapes/scored-attention.js'
import { requireOneOf } from '../../shapes/sentence.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { checkLayerOptions } from '../layer.js'
import type { Extended } from '../sequential.js'
import type { SymbolicTensor } from '../symbolic.js'
import {
  factor,
  type ScoredAttentionLayer,
  type ScoredAttentionRule,
  type ScoredOptions,
  scoredAttention,
  scoredOptions,
  sumOfPairs,
  unmasked,
} from './scored-attention.js'

const scoreModes = ['dot', 'concat'] as const
/** Written so that an error about a misspelt one names both. */
export type ScoreMode = (typeof scoreModes)[number]

export interface AttentionOptions<
  UseScale extends boolean,
  Mode extends ScoreMode,
  Rate extends number | undefined,
  Fault = undefined,
> extends ScoredOptions {
  /** Whether the scores are scaled by a weight; default false. */
  readonly useScale?: UseScale | undefined
  /** How a query q and a key k are compared: 'dot', q · k, the default; or 'concat', a weight times the sum of tanh(q + k). */
  readonly scoreMode?: Mode | undefined
  /** Share of what is attended to that is dropped in training; default 0. */
  readonly dropout?: Guard<Fault, Rate>
}

export interface DotAttentionRule<UseScale extends boolean, Mode extends ScoreMode, Rate extends number | undefined>
  extends ScoredAttentionRule {
  readonly scores: 'attention'
  readonly output: SelfScoredShape<'attention', this['input'], Rate>
  readonly parameters: AttentionParameters<UseScale, Mode>
}

type AttentionParameters<UseScale, Mode> = Add<
  [UseScale] extends [true] ? 1 : [UseScale] extends [false] ? 0 : number,
  [Mode] extends ['concat'] ? 1 : [Mode] extends ['dot'] ? 0 : number
>

type AttentionMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'attention', Out>,
  <
    const UseScale extends boolean = false,
    const Mode extends ScoreMode = 'dot',
    const Rate extends number | undefined = undefined,
  >(
    options?: AttentionOptions<UseScale, Mode, Rate, RateSentence<'attention', 'dropout', Rate>>,
  ) => Extended<In, SelfScoredShape<'attention', Out, Rate>, Add<Count, AttentionParameters<UseScale, Mode>>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly attention: AttentionMethod<In, Out, Count>
  }
}

const make = <
  const UseScale extends boolean = false,
  const Mode extends ScoreMode = 'dot',
  const Rate extends number | undefined = undefined,
>(
  options: AttentionOptions<UseScale, Mode, Rate> = {},
): ScoredAttentionLayer<DotAttentionRule<UseScale, Mode, Rate>> => {
  const kind = 'attention'
  checkLayerOptions(kind, options, { ...scoredOptions, scoreMode: true })
  const { useScale = false, scoreMode = 'dot', dropout: rate } = options
  requireOneOf(kind, 'scoreMode', scoreModes, scoreMode)
  const scale = useScale ? factor('scale', options, 'ones') : undefined
  const weight = scoreMode === 'concat' ? factor('concatScoreWeight', options, 'ones') : undefined
  const scaled = (x: SymbolicTensor) => (scale ? (scale(x) as SymbolicTensor) : x)
  const score = (query: SymbolicTensor, key: SymbolicTensor): SymbolicTensor =>
    weight
      ? (weight(
          unmasked('attentionScores', [scaled(sumOfPairs(query, key))], (sum) =>
            ops.reduceSum(ops.tanh(sum as Value), { axes: [3] }),
          ),
        ) as SymbolicTensor)
      : scaled(
          unmasked('attentionScores', [query, key], (...[q, k]) =>
            ops.matmul(q as Value, ops.transpose(k as Value, [0, 2, 1])),
          ),
        )
  const parts = [scale, weight].flatMap((part) => part ?? [])
  return scoredAttention(kind, options, { parts, needsFeatures: false, rate, score })
}

/**
 * softmax(query · key) · value (Luong et al., 2015): [batch, time, features] attends to itself, or to a `value` [batch, steps, …] of
 * which a `key` is what it is compared with. One head, without projections, and not scaled by the features. Keras's `Attention`: a
 * mask of the value counts, that of the query makes its steps 0 and passes.
 *
 *     attention()(query, { value })
 *     sequential(input([100, 512])).attention({ useScale: true, useCausalMask: true })
 */
export const attention = make
