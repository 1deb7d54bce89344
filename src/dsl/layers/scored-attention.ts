import type { DType } from '../../codegen/ir/value.js'
import { scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { checkRate } from '../../shapes/dropout-rate.js'
import type { OnlyRecurrent } from '../../shapes/initial-state.js'
import {
  checkScored,
  type ScoredKeySentence,
  type ScoredShape,
  type ScoredValueSentence,
  type SharesShape,
} from '../../shapes/scored-attention.js'
import type { Freezable } from '../freezing.js'
import type { InitializerLike } from '../initializers.js'
import {
  type Layer,
  type LayerLike,
  layer,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type Rule,
  type Taken,
} from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { ShapeOf } from '../operations/operand.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { causalMask } from './attended.js'
import { type Attended, type Attending, attentionLayer, type BesideQuery, type OneOfTwo } from './attention-layer.js'
import { dropout } from './dropout.js'
import { weightMaker } from './kernel.js'

/* Attention of one head on tensors as they are: Keras's `Attention` and `AdditiveAttention`, which differ in how they score. */

/** What such a layer may be given beside the query. */
export interface ScoredInputs<
  Name extends string,
  S,
  V extends SymbolicTensor | undefined,
  K extends SymbolicTensor | undefined,
  Scores extends boolean,
> {
  /** What is attended to, [batch, steps, features′]; by default the query: self-attention. */
  readonly value?: Guard<ScoredValueSentence<Name, S, ShapeGiven<V>, ShapeGiven<K>>, V> | undefined
  /** What the query is compared with, [batch, steps, features]; by default the value. */
  readonly key?: Guard<ScoredKeySentence<Name, S, ValueShape<S, V>, ShapeGiven<K>>, K> | undefined
  /** No step attends to later ones; by default as the layer's option says. */
  readonly useCausalMask?: boolean | undefined
  /** Gives [output, scores]: how much each step attends to each, [batch, time, steps], behind dropout. Default false. */
  readonly returnAttentionScores?: OneOfTwo<Scores> | undefined
  readonly initialState?: OnlyRecurrent | undefined
}

type ShapeGiven<X> = X extends SymbolicTensor ? ShapeOf<X> : undefined

/** By default the value is the query. */
type ValueShape<S, V> = [V] extends [undefined] ? S : ShapeOf<V>

/** With the features of a value; the sentence, where the query is wrong. */
type ScoredOutput<O, S, V> = O extends Shape ? ScoredShape<S, V> : O

export interface ScoredAttentionRule extends Rule {
  readonly scores: string
}

/** A layer of a query, [batch, time, features], and of what it attends to, where that is another tensor. */
export interface ScoredAttentionLayer<R extends ScoredAttentionRule> extends LayerLike {
  <
    const S extends Shape,
    T extends DType = never,
    O = OutputOf<R, S>,
    V extends SymbolicTensor | undefined = undefined,
    K extends SymbolicTensor | undefined = undefined,
    const Scores extends boolean = false,
    X = unknown,
  >(
    query: Taken<S, T, O>,
    options?: BesideQuery<R['scores'], X, ScoredInputs<R['scores'], S, V, K, Scores>>,
  ): Attended<[V] extends [undefined] ? O : ScoredOutput<O, S, ShapeOf<V>>, SharesShape<S, ValueShape<S, V>>, Scores>
  /** Whether training changes its weights, as that of a `Layer`. */
  trainable: boolean
  /** Exists in types only. */
  readonly rule?: R
}

export interface ScoredOptions extends NamedOptions {
  /** No step attends to later ones; default false. A call may say otherwise. */
  readonly useCausalMask?: boolean | undefined
}

export const scoredOptions = { ...namedOptions, useScale: flag, dropout: true, useCausalMask: flag } as const

interface Scored {
  /** Layers of weights that scoring has. */
  readonly parts: readonly Layer[]
  /** Whether one of them has a weight for each feature. */
  readonly needsFeatures: boolean
  readonly rate: number | undefined
  /** How well each step of the query goes with each key: [batch, time, steps]. */
  score(query: SymbolicTensor, key: SymbolicTensor): SymbolicTensor
}

/** softmax(scores) · value. As in Keras, a mask of the value leaves its steps out, that of the query makes its steps 0. */
export const scoredAttention = <L>(
  kind: string,
  { name, trainable = true, useCausalMask }: ScoredOptions,
  { parts, needsFeatures, rate = 0, score }: Scored,
): L => {
  checkRate(kind, 'dropout', rate)
  const own: Freezable = { trainable }
  const drop = dropout(rate)
  const attend = ({ query, value, key, hasKey, causal }: Attending): readonly [SymbolicTensor, SymbolicTensor] => {
    checkScored(kind, [query.shape, value.shape, key.shape], { hasKey, needsFeatures })
    const shares = sharesOf(score(query, key), value, causal)
    const dropped = rate > 0 ? (drop(shares) as SymbolicTensor) : shares
    return [sumOf(dropped, value, query), dropped]
  }
  return attentionLayer(kind, { name, useCausalMask }, { parts: [own, ...parts], masksPairs: false, attend })
}

/** An operation that passes no mask: those of its inputs are looked at elsewhere. */
export const unmasked = (
  kind: string,
  inputs: readonly SymbolicTensor[],
  run: (...values: readonly Value[]) => Value,
): SymbolicTensor =>
  operation(kind, inputs, (...values) => run(...values.map((value) => ops.cast(value, 'float32'))), {
    masked: (_, ...values) => run(...values.map((value) => ops.cast(value, 'float32'))),
  })

/** x times a weight of the attention layer: one number, or one for each of the last axis. */
export const factor = (
  name: string,
  { trainable }: NamedOptions,
  initializer: InitializerLike,
  shapeOf: (features: number) => readonly number[] = () => [],
): Layer => {
  const weight = weightMaker(name, initializer)
  return layer(`${name}Factor`, { trainable }, namedOptions, {
    ofModel: true,
    outputShape: (shape) => shape,
    ...eachStep,
    weights: (shape) => [weight(shapeOf(shape.at(-1) as number))],
    call: (x, context) => ops.mul(x, context.weight(name)),
  })
}

/** [batch, time, steps, features] of what is one for each step of the query and of the key. */
export const sumOfPairs = (query: SymbolicTensor, key: SymbolicTensor): SymbolicTensor =>
  unmasked('pairs', [query, key], (...[q, k]) =>
    ops.add(ops.unsqueeze(q as Value, [2]), ops.unsqueeze(k as Value, [1])),
  )

const sharesOf = (scores: SymbolicTensor, value: SymbolicTensor, causal: boolean): SymbolicTensor => {
  const run = (mask: Value | undefined, x: Value): Value => {
    const counted = [...(mask ? [ops.unsqueeze(mask, [1])] : []), ...(causal ? [causalMask(x)] : [])]
    if (counted.length === 0) return ops.softmax(x)
    // as in Keras
    const excluded = ops.sub(x, scalar(1e9))
    return ops.softmax(
      ops.where(
        counted.reduce((a, b) => ops.and(a, b)),
        x,
        excluded,
      ),
    )
  }
  return operation('attentionShares', [scores, value], (x) => run(undefined, x), {
    masked: ([, mask], x) => run(mask, x as Value),
  })
}

const sumOf = (shares: SymbolicTensor, value: SymbolicTensor, query: SymbolicTensor): SymbolicTensor => {
  const run = (...[p, v]: readonly Value[]) => ops.matmul(p as Value, ops.cast(v as Value, 'float32'))
  return operation('attendedValues', [shares, value, query], run, {
    mask: ([, , mask]) => mask,
    masked: ([, , mask], ...values) => (mask ? ops.where(ops.unsqueeze(mask, [2]), run(...values), 0) : run(...values)),
  })
}
