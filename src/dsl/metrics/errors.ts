import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { integerFrom, oneOf, orNull } from '../../codegen/ranges.js'
import { square } from '../losses/probabilities.js'
import { ratioOf } from './confusion-counts.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { columnSums, flat, total, weightOfEach } from './sums.js'

/** The root of the mean squared error over all outputs. */
export const rootMeanSquaredError = (
  options: MetricOptions = {},
): StreamingMetric<'sameShape', 'rootMeanSquaredError'> =>
  metric('rootMeanSquaredError', options, {}, () => ({
    target: 'sameShape' as const,
    sums: (target: Value, output: Value, weights: Value | undefined) => {
      const each = weightOfEach(weights, output)
      return [ops.mul(square(ops.sub(output, target)), each), each].map((x) => ops.reduceSum(flat(x)))
    },
    result: (totals: readonly Float64Array[]) => {
      const [squares, weight] = totals.map(([sum]) => sum as number) as [number, number]
      return weight === 0 ? 0 : Math.sqrt(squares / weight)
    },
  }))

export interface R2ScoreOptions extends MetricOptions {
  /**
   * The mean over the outputs, or that weighed by their variance; default 'uniformAverage'. null: a figure for each output, NAME_0,
   * NAME_1, …
   */
  readonly classAggregation?: 'uniformAverage' | 'varianceWeightedAverage' | null | undefined
  /** How many inputs the model has, for the adjusted score; default 0, which does not adjust it. */
  readonly numRegressors?: number | undefined
}

const ranges = {
  classAggregation: orNull(oneOf('uniformAverage', 'varianceWeightedAverage')),
  numRegressors: integerFrom(0),
} as const

/**
 * 1 - sum((target - output)²) / sum((target - mean of targets)²): the share of the targets' variance that the outputs explain. Where
 * the targets do not vary, it is 0, as in Keras.
 */
export const r2Score = (options: R2ScoreOptions = {}): StreamingMetric<'sameShape', 'r2Score'> => {
  return metric('r2Score', options, ranges, ({ classAggregation = 'uniformAverage', numRegressors = 0 }) => {
    return {
      target: 'sameShape' as const,
      sums: (target: Value, output: Value, weights: Value | undefined) => {
        // squares of large targets would lose their variance in float32
        const [y, x] = [ops.cast(target, 'float64'), ops.cast(output, 'float64')]
        const count = columnSums(ops.cast(weightOfEach(weights, target), 'float64'), undefined)
        const sums = [y, square(y), square(ops.sub(y, x))].map((values) => columnSums(values, weights))
        return [...sums, count, ops.cast(ops.unsqueeze(ops.sizeOf(target), [0]), 'float64')]
      },
      result: (totals: readonly Float64Array[]) => {
        const [sums, squares, residuals, counts, samples] = totals as [
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
        ]
        const variances = squares.map((square, i) => square - ratioOf((sums[i] as number) ** 2, counts[i] as number))
        const scores = residuals.map((residual, i) =>
          variances[i] === 0 ? 0 : 1 - residual / (variances[i] as number),
        )
        const adjusted = (score: number) => adjust(score, samples[0] as number, numRegressors)
        if (classAggregation === null) {
          const all = [...scores].map(adjusted)
          return all.length === 1 ? (all[0] as number) : all
        }
        if (classAggregation === 'uniformAverage') return adjusted(total(scores) / scores.length)
        const weighed = total(scores.map((score, i) => score * (variances[i] as number)))
        return adjusted(ratioOf(weighed, total(variances)))
      },
    }
  })
}

/** The score that takes the number of inputs into account, where there are enough targets; they are counted as Keras does. */
const adjust = (score: number, samples: number, regressors: number): number =>
  regressors === 0 || regressors >= samples - 1 ? score : 1 - ((1 - score) * (samples - 1)) / (samples - regressors - 1)
