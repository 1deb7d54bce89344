import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { finite, integerFrom } from '../../codegen/ranges.js'
import { lastMean, lastSum, oneHotOf } from '../losses/probabilities.js'
import { type MeanMetric, type MetricOptions, metric } from './metric.js'

export const asFloat = (x: Value): Value => ops.cast(x, 'float32')

const best = (x: Value): Value => ops.argMax(x, { axis: -1 })

/** The share of outputs that are equal to their target. 'accuracy' by name is another: it follows the loss. */
export const accuracy = (options: MetricOptions = {}): MeanMetric<'sameShape', 'accuracy'> =>
  metric('accuracy', options, {}, () => ({
    target: 'sameShape' as const,
    call: (target: Value, output: Value) => lastMean(asFloat(ops.equal(target, output))),
  }))

/** Whether the largest output is at the label. */
export const sparseCategoricalAccuracy = (
  options: MetricOptions = {},
): MeanMetric<'classIndices', 'sparseCategoricalAccuracy'> =>
  metric('sparseCategoricalAccuracy', options, {}, () => ({
    target: 'classIndices' as const,
    call: (labels: Value, output: Value) => asFloat(ops.equal(ops.cast(labels, 'int64'), best(output))),
  }))

/** Whether the largest output is where the largest target is. */
export const categoricalAccuracy = (options: MetricOptions = {}): MeanMetric<'sameShape', 'categoricalAccuracy'> =>
  metric('categoricalAccuracy', options, {}, () => ({
    target: 'sameShape' as const,
    call: (target: Value, output: Value) => asFloat(ops.equal(best(target), best(output))),
  }))

export interface BinaryAccuracyOptions extends MetricOptions {
  /** Above which an output counts as 1; default 0.5. */
  readonly threshold?: number | undefined
}

/** The share of outputs on the target's side of `threshold` (default 0.5). */
export const binaryAccuracy = (options: BinaryAccuracyOptions = {}): MeanMetric<'sameShape', 'binaryAccuracy'> =>
  metric('binaryAccuracy', options, { threshold: finite }, ({ threshold = 0.5 }) => {
    return {
      target: 'sameShape' as const,
      call: (target: Value, output: Value) =>
        lastMean(asFloat(ops.equal(target, asFloat(ops.greater(output, threshold))))),
    }
  })

export interface TopKOptions extends MetricOptions {
  /** How many of the largest outputs there are; default 5. */
  readonly k?: number | undefined
}

/** Whether fewer than k outputs are larger than that of the label, as TensorFlow's in_top_k has it; false for labels that have none. */
const inTop = (labels: Value, output: Value, k: number): Value => {
  const places = oneHotOf(labels, output)
  const own = ops.where(ops.equal(places, 1), output, 0)
  const score = ops.reduceSum(own, { axes: [-1], keepDims: true })
  const near = ops.less(lastSum(asFloat(ops.greater(output, score))), k)
  return ops.mul(asFloat(near), lastSum(places))
}

/** Whether the label is among the k largest outputs. */
export const sparseTopKCategoricalAccuracy = (
  options: TopKOptions = {},
): MeanMetric<'classIndices', 'sparseTopKCategoricalAccuracy'> => {
  const name = 'sparseTopKCategoricalAccuracy'
  return metric(name, options, { k: integerFrom(1) }, ({ k = 5 }) => {
    return {
      target: 'classIndices' as const,
      call: (labels: Value, output: Value) => inTop(labels, output, k),
    }
  })
}

/** Whether the largest target is among the k largest outputs. */
export const topKCategoricalAccuracy = (
  options: TopKOptions = {},
): MeanMetric<'sameShape', 'topKCategoricalAccuracy'> => {
  const name = 'topKCategoricalAccuracy'
  return metric(name, options, { k: integerFrom(1) }, ({ k = 5 }) => {
    return {
      target: 'sameShape' as const,
      call: (target: Value, output: Value) => inTop(best(target), output, k),
    }
  })
}
