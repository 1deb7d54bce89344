import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { integer } from '../../codegen/ranges.js'
import { alongAxis } from '../losses/loss.js'
import { cosine, epsilon, lastMean, square } from '../losses/probabilities.js'
import { type MeanMetric, type MetricOptions, metric } from './metric.js'

export interface AlongOptions extends MetricOptions {
  /** The axis along which target and output are compared; default -1, the last. Not the batch. */
  readonly axis?: number | undefined
}

/** A metric of a value for all of an axis, which is the last where `call` looks at it. */
const correlation = <const Maker extends string>(
  maker: Maker,
  options: AlongOptions,
  call: MeanMetric['call'],
): MeanMetric<'sameShape', Maker> =>
  metric(maker, options, { axis: integer }, ({ axis = -1 }) => ({
    target: 'sameShape' as const,
    call: axis === -1 ? call : alongAxis(maker, axis, 'sameShape', call),
  }))

const meanOf = (x: Value): Value => ops.reduceMean(x, { axes: [-1], keepDims: true })

/** The mean of the cosine of the angle between target and output along an axis, by default the last: 1 where they point the same way. */
export const cosineSimilarity = (options: AlongOptions = {}): MeanMetric<'sameShape', 'cosineSimilarity'> =>
  correlation('cosineSimilarity', options, cosine)

/** The mean of Pearson's correlation of target and output along an axis, by default the last, a value a sample. */
export const pearsonCorrelation = (options: AlongOptions = {}): MeanMetric<'sameShape', 'pearsonCorrelation'> =>
  correlation('pearsonCorrelation', options, (target, output) => {
    const normal = (x: Value): Value => {
      const around0 = ops.sub(x, meanOf(x))
      return ops.div(around0, ops.sqrt(meanOf(square(around0))))
    }
    return lastMean(ops.mul(normal(target), normal(output)))
  })

/** The mean of Lin's concordance correlation of target and output along an axis, by default the last, a value a sample (Lin, 1989). */
export const concordanceCorrelation = (options: AlongOptions = {}): MeanMetric<'sameShape', 'concordanceCorrelation'> =>
  correlation('concordanceCorrelation', options, (target, output) => {
    const [wanted, got] = [meanOf(target), meanOf(output)]
    const [fromWanted, fromGot] = [ops.sub(target, wanted), ops.sub(output, got)]
    const variances = ops.add(meanOf(square(fromWanted)), meanOf(square(fromGot)))
    const apart = ops.add(ops.add(variances, square(ops.sub(wanted, got))), epsilon)
    return lastMean(ops.div(ops.mul(ops.mul(fromWanted, fromGot), 2), apart))
  })
