import { scalar, type Value, withScope } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { elementCount } from '../runtime/elements.js'
import { sumsOutput, weightOutput } from '../runtime/program.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import type { Forward } from './forward.js'
import type { Judged } from './judged.js'
import type { Masked } from './layer-definition.js'
import type { Loss } from './losses/loss.js'
import { alongside } from './metrics/sums.js'

/** What an output of a batch is judged by. */
export interface Judgement {
  readonly judged: Pick<Judged, 'index' | 'loss' | 'weight' | 'metrics' | 'figure'>
  readonly y: Value
  /** A weight for each loss [batch, …]. */
  readonly sampleWeight: Value | undefined
}

/**
 * 'loss' with its penalties, the loss of each output where there are several, and each metric, with the sum of its weights where
 * it has some: means over the batch. Of a metric that is no mean, its sums.
 */
export const figuresOf = (
  judgements: readonly Judgement[],
  { outputs, penalties }: Pick<Forward, 'outputs' | 'penalties'>,
): Map<string, Value> => {
  const figures = new Map<string, Value>()
  withScope('loss', () => {
    const means = judgements.map(({ judged, y, sampleWeight }) => {
      const { value, mask } = outputs[judged.index] as Masked
      const mean = reduced(judged.loss, y, value, mask, sampleWeight)
      return { ...judged, mean }
    })
    const [first, ...more] = means.map(({ mean, weight }) => (weight === 1 ? mean : ops.mul(mean, scalar(weight))))
    figures.set(
      'loss',
      [...more, ...penalties].reduce((total, part) => ops.add(total, part), first as Value),
    )
    for (const { figure, mean } of means) if (figure !== undefined) figures.set(figure, mean)
  })
  for (const judgement of judgements) addMetrics(judgement, outputs, figures)
  return figures
}

const addMetrics = (
  { judged, y, sampleWeight }: Judgement,
  outputs: readonly Masked[],
  figures: Map<string, Value>,
): void => {
  const { value, mask } = outputs[judged.index] as Masked
  for (const metric of judged.metrics) {
    withScope(metric.name, () => {
      const own = metric.weighted ? sampleWeight : undefined
      if ('sums' in metric) {
        const sums = metric.sums(y, value, product(mask && ops.cast(mask, 'float32'), own)).map(flat)
        return figures.set(sumsOutput(metric.name), sums.length === 1 ? (sums[0] as Value) : ops.concat(sums, 0))
      }
      const values = metric.call(y, value)
      const kept = both(mask, metric.counted?.(y, values))
      const weights = product(kept && ops.cast(kept, 'float32'), own)
      if (!weights) return figures.set(metric.name, ops.reduceMean(values))
      const { mean, sum } = weightedMean(`metric ${metric.name}`, values, weights)
      return figures.set(metric.name, mean).set(weightOutput(metric.name), sum)
    })
  }
}

/**
 * One number of loss · weight of all losses that the mask leaves, by the loss's reduction: by default the mean, Keras's reduction
 * 'sum_over_batch_size'.
 */
const reduced = (
  loss: Loss,
  y: Value,
  output: Value,
  outputMask: Value | undefined,
  sampleWeight: Value | undefined,
): Value => {
  const values = loss.call(y, output)
  const counted = loss.counted?.(y, values)
  const mask = both(outputMask, counted)
  const kept = mask && ops.cast(mask, 'float32')
  const weights = product(kept, sampleWeight)
  const weighted = weights ? ops.mul(values, aligned(`loss ${loss.name}`, weights, values)) : values
  if (loss.reduction === 'sum') return ops.reduceSum(weighted)
  if (loss.reduction === 'meanWithSampleWeight' && weights) {
    return ops.div(ops.reduceSum(weighted), notZero(ops.reduceSum(weights)))
  }
  const mean = ops.reduceMean(weighted)
  if (!mask || !kept) return mean
  // no division by 0 where the mask leaves none
  const left = ops.maximum(ops.reduceSum(kept), 1)
  return ops.mul(mean, ops.div(ops.cast(ops.sizeOf(mask), 'float32'), left))
}

/**
 * sum(weight · value) / sum(weight), and that sum: what Keras's metric `Mean` keeps of a batch. Where the sum is 0 it is divided by
 * 1 instead.
 */
const weightedMean = (what: string, values: Value, weights: Value): { mean: Value; sum: Value } => {
  const ranks = weights.shape.length
  const positions = values.shape.length > ranks ? values.shape.map((_, axis) => axis).slice(ranks) : []
  const own = positions.length > 0 ? ops.reduceMean(values, { axes: positions }) : values
  const total = ops.reduceSum(ops.mul(own, aligned(what, weights, own)))
  const sum = ops.reduceSum(weights)
  return { mean: ops.div(total, notZero(sum)), sum }
}

const both = (a: Value | undefined, b: Value | undefined): Value | undefined => (a && b ? ops.and(a, b) : (a ?? b))

/** All elements of a sum, whose shape is known. */
const flat = (sum: Value): Value =>
  sum.shape.length === 1 ? sum : ops.reshape(sum, [elementCount(sum.shape as readonly number[])])

const notZero = (sum: Value): Value => ops.where(ops.equal(sum, 0), 1, sum)

const product = (a: Value | undefined, b: Value | undefined): Value | undefined => (a && b ? ops.mul(a, b) : (a ?? b))

/** Weights [batch, …] with an axis of length 1 for each of the values' axes that they lack. */
const aligned = (what: string, weights: Value, values: Value): Value => {
  const [own, wanted] = [weights.shape.length, values.shape.length]
  // a value of the whole batch has any weights
  if (wanted === 0) return weights
  if (own > wanted || areOthers(weights, values)) {
    throw new ShapeError(
      `${what}: expected a value for each of ${formatShape(weights.shape)}, which the mask or the sample weights weigh, got ${formatShape(values.shape)}`,
    )
  }
  return alongside(weights, values)
}

/** Whether values are not of the samples that are weighed, as far as shapes tell: the loss has summed over the batch. */
const areOthers = ({ shape: [samples] }: Value, { shape: [own] }: Value): boolean =>
  own !== samples && own !== 1 && typeof own === 'number' && samples !== null
