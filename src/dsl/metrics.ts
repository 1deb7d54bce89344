import type { Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
import type { TargetKind } from '../shapes/data.js'
import { byName, isOwnFunction } from './by-name.js'
import type { Loss } from './losses/loss.js'
import { meanAbsoluteError, meanSquaredError } from './losses/regression.js'
import type { LossFunction } from './losses/resolve.js'
import { replay, still } from './replay.js'

/** A figure that is the mean of one value a sample; an epoch's figure is the mean over its samples. */
export interface Metric {
  readonly name: string
  /** What it compares the output with; what the loss takes where this is left out. */
  readonly target?: TargetKind
  /** One value for each sample (and position). */
  call(target: Value, output: Value): Value
}

/** A metric, and whether sample weights weigh it. */
export interface WeighableMetric extends Metric {
  readonly weighted: boolean
}

const asFloat = (x: Value): Value => ops.cast(x, 'float32')

/** Whether the largest output is at the label. */
const sparseCategoricalAccuracy = (): Metric => ({
  name: 'sparseCategoricalAccuracy',
  target: 'classIndices',
  call: (labels, output) => asFloat(ops.equal(ops.cast(labels, 'int64'), ops.argMax(output, { axis: -1 }))),
})

/** Whether the largest output is where the largest target is. */
const categoricalAccuracy = (): Metric => ({
  name: 'categoricalAccuracy',
  target: 'sameShape',
  call: (target, output) => asFloat(ops.equal(ops.argMax(target, { axis: -1 }), ops.argMax(output, { axis: -1 }))),
})

/** The share of outputs on the target's side of `threshold` (default 0.5). */
const binaryAccuracy = (options: { readonly threshold?: number } = {}): Metric => {
  checkOptions('binaryAccuracy', options, { threshold: true })
  const { threshold = 0.5 } = options
  if (!Number.isFinite(threshold)) throw new RangeError(`binaryAccuracy: threshold must be a number, got ${threshold}`)
  return {
    name: 'binaryAccuracy',
    target: 'sameShape',
    call: (target, output) => {
      const hits = ops.equal(target, asFloat(ops.greater(output, threshold)))
      return ops.reduceMean(asFloat(hits), { axes: [-1] })
    },
  }
}

const fromLoss = (name: string, loss: () => Loss) => (): Metric => ({ name, target: 'sameShape', call: loss().call })

/** The metrics, by name. */
export const metrics = {
  sparseCategoricalAccuracy,
  categoricalAccuracy,
  binaryAccuracy,
  meanSquaredError: fromLoss('meanSquaredError', meanSquaredError),
  mse: fromLoss('mse', meanSquaredError),
  meanAbsoluteError: fromLoss('meanAbsoluteError', meanAbsoluteError),
  mae: fromLoss('mae', meanAbsoluteError),
} as const

export type MetricName = keyof typeof metrics | 'accuracy' | 'acc'

/** A metric of one's own: a value for each sample (and position) from operations on target and output. */
export type MetricFunction = LossFunction

export type MetricLike = MetricName | Metric | MetricFunction

/** 'accuracy' as Keras resolves it: by class indices, else by the number of outputs. */
const accuracyFor = (target: TargetKind, output: Value): Metric => {
  if (target === 'classIndices') return sparseCategoricalAccuracy()
  return output.shape.at(-1) === 1 ? binaryAccuracy() : categoricalAccuracy()
}

/** A metric by name, for a model's output and loss. Throws for a name that is none, or that does not fit the target. */
export const resolveMetric = (like: MetricLike, target: TargetKind, output: Value): Metric => {
  if (like === 'accuracy' || like === 'acc') return { ...accuracyFor(target, output), name: like }
  if (isOwnFunction('metric', like, metrics)) {
    const name = like.name || 'metric'
    return { name, call: (...values) => asFloat(replay(`metric ${name}`, values, like as never, still)) }
  }
  const names = ['accuracy', ...Object.keys(metrics)]
  const metric = byName<Metric>('metric', metrics, like, ({ call }) => typeof call === 'function', names)
  if (metric.target !== undefined && metric.target !== target) {
    const words = { classIndices: 'class indices', sameShape: "targets of the output's shape" }
    throw new TypeError(
      `metric ${metric.name} needs ${words[metric.target]}, but the loss takes ${words[target]}; use 'accuracy'`,
    )
  }
  return metric
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
