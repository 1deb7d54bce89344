import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { oneOf, orNull, positive } from '../../codegen/ranges.js'
import type { EitherKind } from '../../shapes/metric-target.js'
import { classesOf, epsilon } from '../losses/probabilities.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { columnSums, total } from './sums.js'
import { shapedAs } from './target-shape.js'

export interface F1ScoreOptions extends MetricOptions {
  /**
   * 'micro': of all classes' counts together; 'macro': the mean over classes; 'weighted': that, weighed by how many of each there are.
   * Default null: a figure for each class, NAME_0, NAME_1, …
   */
  readonly average?: 'micro' | 'macro' | 'weighted' | null | undefined
  /** Above which an output counts as positive, in (0, 1]; by default the largest of each row does. */
  readonly threshold?: number | null | undefined
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as important recall is as precision; default 1. */
  readonly beta?: number | undefined
}

const ranges = {
  average: orNull(oneOf('micro', 'macro', 'weighted')),
  threshold: orNull({ text: 'a number in (0, 1]', holds: (x) => typeof x === 'number' && x > 0 && x <= 1 }),
} as const

/** Whether outputs are positive, as 0 or 1: above the threshold, or the largest of each row, unless that is 0. */
const positives = (name: string, output: Value, threshold: number | null): Value => {
  if (threshold !== null) return ops.cast(ops.greater(output, threshold), 'float32')
  if (classesOf(name, output) === 1) {
    throw new TypeError(`${name}: the largest of one output is always the same; give a threshold, such as 0.5`)
  }
  const largest = ops.reduceMax(output, { axis: -1, keepDims: true })
  const best = ops.and(ops.greaterOrEqual(output, largest), ops.greater(ops.abs(output), 1e-9))
  return ops.cast(best, 'float32')
}

const fScore = (name: string, { average = null, threshold = null }: F1ScoreOptions, beta: number) => {
  const score = (hits: number, falsePositives: number, falseNegatives: number): number => {
    const precision = hits / (hits + falsePositives + epsilon)
    const recall = hits / (hits + falseNegatives + epsilon)
    return ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall + epsilon)
  }
  return {
    sums: (target: Value, output: Value, weights: Value | undefined) => {
      const wanted = shapedAs(output, target)
      const got = positives(name, output, threshold)
      return [
        columnSums(ops.mul(got, wanted), weights),
        columnSums(ops.mul(got, ops.sub(1, wanted)), weights),
        columnSums(ops.mul(ops.sub(1, got), wanted), weights),
      ]
    },
    result: ([hits, falsePositives, falseNegatives]: readonly Float64Array[]) => {
      const [tp, fp, fn] = [hits, falsePositives, falseNegatives] as [Float64Array, Float64Array, Float64Array]
      if (average === 'micro') return score(total(tp), total(fp), total(fn))
      const scores = [...tp.map((hit, i) => score(hit, fp[i] as number, fn[i] as number))]
      if (average === null) return scores.length === 1 ? (scores[0] as number) : scores
      if (average === 'macro') return total(scores) / scores.length
      const supports = tp.map((hit, i) => hit + (fn[i] as number))
      const all = total(supports) + epsilon
      return total(scores.map((one, i) => (one * (supports[i] as number)) / all))
    },
  }
}

/**
 * The harmonic mean of precision and recall, the latter weighed by beta²: (1 + β²) · precision · recall / (β² · precision + recall).
 * Targets are rows of 0 and 1, or class indices.
 */
export const fBetaScore = (options: FBetaScoreOptions = {}): StreamingMetric<EitherKind, 'fBetaScore'> =>
  metric('fBetaScore', options, { ...ranges, beta: positive }, ({ beta = 1, ...given }) =>
    fScore('fBetaScore', given, beta),
  )

/** The harmonic mean of precision and recall. Targets are rows of 0 and 1, or class indices. */
export const f1Score = (options: F1ScoreOptions = {}): StreamingMetric<EitherKind, 'f1Score'> =>
  metric('f1Score', options, ranges, (given) => fScore('f1Score', given, 1))
