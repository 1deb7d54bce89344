import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { cosine, epsilon, lastMean, square } from '../losses/probabilities.js'
import { type MeanMetric, type MetricOptions, metric } from './metric.js'

const meanOf = (x: Value): Value => ops.reduceMean(x, { axes: [-1], keepDims: true })

/** The mean of the cosine of the angle between target and output along the last axis: 1 where they point the same way. */
export const cosineSimilarity = (options: MetricOptions = {}): MeanMetric<'sameShape', 'cosineSimilarity'> =>
  metric('cosineSimilarity', options, {}, () => ({ target: 'sameShape' as const, call: cosine }))

/** The mean of Pearson's correlation of target and output along the last axis, a value a sample. */
export const pearsonCorrelation = (options: MetricOptions = {}): MeanMetric<'sameShape', 'pearsonCorrelation'> =>
  metric('pearsonCorrelation', options, {}, () => ({
    target: 'sameShape' as const,
    call: (target: Value, output: Value) => {
      const normal = (x: Value): Value => {
        const around0 = ops.sub(x, meanOf(x))
        return ops.div(around0, ops.sqrt(meanOf(square(around0))))
      }
      return lastMean(ops.mul(normal(target), normal(output)))
    },
  }))

/** The mean of Lin's concordance correlation of target and output along the last axis, a value a sample (Lin, 1989). */
export const concordanceCorrelation = (
  options: MetricOptions = {},
): MeanMetric<'sameShape', 'concordanceCorrelation'> =>
  metric('concordanceCorrelation', options, {}, () => ({
    target: 'sameShape' as const,
    call: (target: Value, output: Value) => {
      const [wanted, got] = [meanOf(target), meanOf(output)]
      const [fromWanted, fromGot] = [ops.sub(target, wanted), ops.sub(output, got)]
      const variances = ops.add(meanOf(square(fromWanted)), meanOf(square(fromGot)))
      const apart = ops.add(ops.add(variances, square(ops.sub(wanted, got))), epsilon)
      return lastMean(ops.div(ops.mul(ops.mul(fromWanted, fromGot), 2), apart))
    },
  }))
