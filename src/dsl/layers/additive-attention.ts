import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { Guard, GuardMethod, Shape, ShapeError } from '../../shapes/dim.js'
import type { RateSentence } from '../../shapes/dropout-rate.js'
import type { ScaledSentence, SelfScoredShape } from '../../shapes/scored-attention.js'
import type { Series, SeriesSentence } from '../../shapes/series.js'
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

export interface AdditiveAttentionOptions<
  UseScale extends boolean,
  Rate extends number | undefined,
  Scaled = undefined,
  Dropped = undefined,
> extends ScoredOptions {
  /** Whether each feature has a weight; default true. */
  readonly useScale?: Guard<Scaled, UseScale | undefined>
  /** Share of what is attended to that is dropped in training; default 0. */
  readonly dropout?: Guard<Dropped, Rate>
}

export interface AdditiveAttentionRule<UseScale extends boolean, Rate extends number | undefined>
  extends ScoredAttentionRule {
  readonly scores: 'additiveAttention'
  readonly output: SelfScoredShape<'additiveAttention', this['input'], Rate, UseScale>
  readonly parameters: AdditiveParameters<this['input'], UseScale>
}

type AdditiveParameters<S, UseScale> = [UseScale] extends [true]
  ? Series<S>['features'] extends infer F extends number
    ? F
    : number
  : [UseScale] extends [false]
    ? 0
    : number

type AdditiveAttentionMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'additiveAttention', Out>,
  <const UseScale extends boolean = true, const Rate extends number | undefined = undefined>(
    options?: AdditiveAttentionOptions<
      UseScale,
      Rate,
      ScaledSentence<'additiveAttention', Out, UseScale>,
      RateSentence<'additiveAttention', 'dropout', Rate>
    >,
  ) => ScaledSentence<'additiveAttention', Out, UseScale> extends infer E extends string
    ? ShapeError<E>
    : Extended<
        In,
        SelfScoredShape<'additiveAttention', Out, Rate, UseScale>,
        Add<Count, AdditiveParameters<Out, UseScale>>
      >
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly additiveAttention: AdditiveAttentionMethod<In, Out, Count>
  }
}

const make = <const UseScale extends boolean = true, const Rate extends number | undefined = undefined>(
  options: AdditiveAttentionOptions<UseScale, Rate> = {},
): ScoredAttentionLayer<AdditiveAttentionRule<UseScale, Rate>> => {
  const kind = 'additiveAttention'
  checkLayerOptions(kind, options, scoredOptions)
  const { useScale = true, dropout: rate } = options
  const scale = useScale ? factor('scale', options, 'glorotUniform', (features) => [features]) : undefined
  const score = (query: SymbolicTensor, key: SymbolicTensor): SymbolicTensor => {
    const bent = unmasked('bentPairs', [sumOfPairs(query, key)], (sum) => ops.tanh(sum as Value))
    return unmasked('attentionScores', [scale ? (scale(bent) as SymbolicTensor) : bent], (x) =>
      ops.reduceSum(x as Value, { axes: [3] }),
    )
  }
  return scoredAttention(kind, options, { parts: scale ? [scale] : [], needsFeatures: useScale, rate, score })
}

/**
 * softmax(scale · tanh(query + key)) · value, with a weight for each feature (Bahdanau et al., 2015): [batch, time, features] attends to
 * itself, or to a `value` [batch, steps, …] of which a `key` is what it is compared with. Keras's `AdditiveAttention`: a mask of the
 * value counts, that of the query makes its steps 0 and passes.
 *
 *     additiveAttention()(query, { value })
 *     sequential(input([100, 512])).additiveAttention({ useScale: false })
 */
export const additiveAttention = make
