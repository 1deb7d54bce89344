import type { Value } from '../../codegen/ir/value.js'
import type { TargetKind } from '../../shapes/data.js'
import { metricMisfit } from '../../shapes/metric-target.js'
import { plainKind, targetAxis } from '../../shapes/target-axis.js'
import { byName, isOwnFunction } from '../by-name.js'
import { losses } from '../losses/index.js'
import type { LossFunction } from '../losses/resolve.js'
import { replay, still } from '../replay.js'
import { asFloat, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.js'
import { furtherMetrics, type MetricName, metrics, namedMetrics } from './index.js'
import type { MeanMetric, Metric, StreamingMetric } from './metric.js'

/** A metric, and whether sample weights weigh it. */
export type WeighableMetric = Metric & { readonly weighted: boolean }

/** A metric of one's own: a value for each sample (and position) from operations on target and output. */
export type MetricFunction = LossFunction

export type MetricLike = MetricName | Metric | MetricFunction

/** 'accuracy' as Keras resolves it: by class indices, else by the number of outputs. */
const accuracyFor = (target: TargetKind, output: Value): Metric => {
  if (plainKind(target) === 'classIndices') return sparseCategoricalAccuracy()
  return output.shape.at(-1) === 1 ? binaryAccuracy() : categoricalAccuracy()
}

const isMetric = ({ call, sums, result }: Partial<MeanMetric & StreamingMetric>): boolean =>
  typeof call === 'function' || (typeof sums === 'function' && typeof result === 'function')

const eitherKind: readonly TargetKind[] = ['classIndices', 'sameShape']

/** Whether what needs targets of one kind can be given those of another, for an output of this rank. */
const takes = (needed: TargetKind, given: TargetKind, rank: number): boolean => {
  const plain = plainKind(needed)
  const place = (kind: TargetKind) => (targetAxis(kind) + rank) % rank
  return plain === plainKind(given) && (plain !== 'classIndices' || place(needed) === place(given))
}

/** A metric by name, for a model's output and loss. Throws for a name that is none, or that does not fit the target. */
const resolveMetric = (like: MetricLike, target: TargetKind, output: Value): Metric => {
  if (like === 'accuracy' || like === 'acc') {
    if (!eitherKind.some((kind) => takes(kind, target, output.shape.length))) {
      throw new TypeError(metricMisfit(like, null, target))
    }
    return { ...accuracyFor(target, output), name: like }
  }
  if (isOwnFunction('metric', like, metrics, losses)) {
    const name = like.name || 'metric'
    return { name, call: (...values) => asFloat(replay(`metric ${name}`, values, like as never, still)) }
  }
  if (typeof like === 'string' && Object.hasOwn(furtherMetrics, like)) {
    throw new TypeError(`metric ${like} cannot do without options; give metrics.${like}({ … }) in place of its name`)
  }
  const metric = byName<Metric>('metric', namedMetrics, like, isMetric)
  checkNotReduced(metric)
  const { name, maker, target: needed = null } = metric
  const kinds = needed ? [needed] : eitherKind
  const fits = (!needed && maker === undefined) || kinds.some((kind) => takes(kind, target, output.shape.length))
  if (!fits) throw new TypeError(metricMisfit(maker ?? name, needed, target))
  return metric
}

/** Throws TypeError for a loss with a reduction of its own: as a metric it is a mean. */
const checkNotReduced = (metric: Metric & { readonly reduction?: unknown }): void => {
  const { name, reduction = 'mean' } = metric
  if (reduction === 'mean' || reduction === 'sumOverBatchSize') return
  throw new TypeError(`metric ${name}: a loss is averaged where it is a metric; leave out its reduction '${reduction}'`)
}

/** The metrics that a model is compiled with. */
export interface MetricLists {
  readonly metrics: readonly MetricLike[]
  /** Metrics weighted by the sample weights; default none. */
  readonly weightedMetrics?: readonly MetricLike[]
}

/** Both lists of metrics, the weighted ones at the end; of one name, those are called `weighted_NAME`, as in Keras. */
export const resolveMetrics = (
  { metrics, weightedMetrics = [] }: MetricLists,
  target: TargetKind,
  output: Value,
): WeighableMetric[] => {
  const plain = metrics.map((like) => ({ ...resolveMetric(like, target, output), weighted: false }))
  const taken = new Set(plain.map(({ name }) => name))
  const weighted = weightedMetrics.map((like) => {
    const metric = resolveMetric(like, target, output)
    return { ...metric, name: taken.has(metric.name) ? `weighted_${metric.name}` : metric.name, weighted: true }
  })
  return [...plain, ...weighted]
}
