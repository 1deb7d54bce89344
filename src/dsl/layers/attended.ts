import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { ShapeValue } from '../../shapes/dim.js'
import { contract, inShape, ordered } from '../operations/contract.js'
import { operation, type SymbolicTensor } from '../symbolic.js'

/* Attention on what queries, keys and values are made of: [batch, time, heads, (queries of a head,) features]. */

type Mask = Value | undefined

/** In place of the score of a position that does not count; Keras's. */
const excluded = -0.7 * 3.4028234663852886e38

export interface Attended {
  readonly query: SymbolicTensor
  readonly key: SymbolicTensor
  readonly value: SymbolicTensor
  readonly attentionMask: SymbolicTensor | undefined
  readonly causal: boolean
  /** How many steps away a step attends to no more; undefined: all attend to all. */
  readonly window: number | undefined
}

/**
 * How much each step of the query attends to each of the keys: softmax(query · key / √features), [batch, heads, (queries of a head,)
 * time, steps]. What masks leave out gets nothing.
 */
export const attentionShares = ({ query, key, value, attentionMask, causal, window }: Attended): SymbolicTensor => {
  const run = (masks: readonly Mask[], ...[q, k, , own]: readonly Value[]): Value => {
    const grouped = (q as Value).shape.length === 5
    const rows = grouped ? ['group'] : []
    const scores = ordered(
      contract(
        { value: scaled(q as Value), labels: ['batch', 'time', 'head', ...rows, 'inner'] },
        { value: k as Value, labels: ['batch', 'step', 'head', 'inner'] },
        new Set(['batch', 'head', ...rows, 'time', 'step']),
      ),
      ['batch', 'head', ...rows, 'time', 'step'],
    )
    const counted = [
      ...(masks[0] ? [ops.unsqueeze(masks[0], [2])] : []),
      ...[...new Set([masks[1], masks[2]])].flatMap((mask) => (mask ? [ops.unsqueeze(mask, [1])] : [])),
      ...(causal ? [causalMask(scores)] : []),
      ...(window === undefined ? [] : [windowMask(scores, window)]),
    ].map((mask) => beside(mask, scores.shape.length))
    const all = [...counted, ...(own ? [besideHeads(ops.cast(own, 'bool'), scores.shape)] : [])]
    if (all.length === 0) return ops.softmax(scores)
    const mask = all.reduce((a, b) => ops.and(a, b))
    return ops.softmax(inShape(ops.where(mask, scores, scalar(excluded)), scores.shape))
  }
  return operation(
    'attentionShares',
    [query, key, value, ...(attentionMask ? [attentionMask] : [])],
    (...values) => run([], ...values),
    {
      mask: ([mask]) => mask,
      masked: run,
    },
  )
}

/** The values as they are attended to: [batch, time, heads, (queries of a head,) features]. */
export const attendedValues = (shares: SymbolicTensor, value: SymbolicTensor): SymbolicTensor => {
  const run = (...values: readonly Value[]): Value => {
    const [p, v] = values as readonly [Value, Value]
    const rows = p.shape.length === 5 ? ['group'] : []
    const order = ['batch', 'time', 'head', ...rows, 'inner']
    const product = contract(
      { value: p, labels: ['batch', 'head', ...rows, 'time', 'step'] },
      { value: v, labels: ['batch', 'step', 'head', 'inner'] },
      new Set(order),
    )
    return ordered(product, order)
  }
  // the mask of the value has its place in the shares
  return operation('attendedValues', [shares, value], run, {
    mask: ([mask]) => mask,
    masked: (_, ...values) => run(...values),
  })
}

const scaled = (query: Value): Value => ops.mul(query, 1 / Math.sqrt(query.shape.at(-1) as number))

/** A mask of pairs beside the heads; one for each head is parted as the heads are. */
const besideHeads = (mask: Value, scores: ShapeValue): Value => {
  if (mask.shape.length !== 4 || scores.length !== 5 || mask.shape[1] === 1) return beside(mask, scores.length)
  const [batch = null, , ...pairs] = mask.shape
  const heads = scores.slice(1, 3)
  return ops.reshape(mask, [batch, ...heads, ...pairs], () =>
    ops.concat([ops.shapeOf(mask, 0, 1), constant(heads as number[], 'int64'), ops.shapeOf(mask, 2)], 0),
  )
}

/** A mask [batch, time, steps] beside the heads, of as many axes as the scores. */
const beside = (mask: Value, rank: number): Value => {
  const missing = rank - mask.shape.length
  if (missing <= 0) return mask
  const at = mask.shape.length - 2
  return ops.unsqueeze(
    mask,
    Array.from({ length: missing }, (_, i) => at + i),
  )
}

/** The places of [time, 1] and [steps], int32. */
const places = (scores: Value): readonly [Value, Value] => {
  const rank = scores.shape.length
  const range = (axis: number) => ops.rangeOf(ops.cast(ops.reshape(ops.shapeOf(scores, axis, axis + 1), []), 'int32'))
  return [ops.unsqueeze(range(rank - 2), [1]), ops.unsqueeze(range(rank - 1), [0])]
}

/** [time, steps]: each step counts for itself and for those behind it. */
export const causalMask = (scores: Value): Value => {
  const [time, steps] = places(scores)
  return inShape(ops.greaterOrEqual(time, steps), scores.shape.slice(-2))
}

/** [time, steps]: each step counts for those less than so many steps away. */
const windowMask = (scores: Value, window: number): Value => {
  const [time, steps] = places(scores)
  return inShape(ops.less(ops.abs(ops.sub(time, steps)), scalar(window, 'int32')), scores.shape.slice(-2))
}
