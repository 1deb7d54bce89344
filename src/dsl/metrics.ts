import type { Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { TargetKind } from '../shapes/data.js'
import { type Loss, meanAbsoluteError, meanSquaredError } from './losses.js'

/** A figure that is the mean of one value a sample; an epoch's figure is the mean over its samples. */
export interface Metric {
  readonly name: string
  /** One value for each sample (and position). */
  call(target: Value, output: Value): Value
}

const asFloat = (x: Value): Value => ops.cast(x, 'float32')

/** Whether the largest output is at the label. */
const sparseCategoricalAccuracy = (): Metric => ({
  name: 'sparseCategoricalAccuracy',
  call: (labels, output) => asFloat(ops.equal(ops.cast(labels, 'int64'), ops.argMax(output, { axis: -1 }))),
})

/** Whether the largest output is where the largest target is. */
const categoricalAccuracy = (): Metric => ({
  name: 'categoricalAccuracy',
  call: (target, output) => asFloat(ops.equal(ops.argMax(target, { axis: -1 }), ops.argMax(output, { axis: -1 }))),
})

/** The share of outputs on the target's side of `threshold` (default 0.5). */
const binaryAccuracy = ({ threshold = 0.5 }: { readonly threshold?: number } = {}): Metric => ({
  name: 'binaryAccuracy',
  call: (target, output) => {
    const hits = ops.equal(target, asFloat(ops.greater(output, threshold)))
    return ops.reduceMean(asFloat(hits), { axes: [-1] })
  },
})

const fromLoss = (name: string, loss: () => Loss) => (): Metric => ({ name, call: loss().call })

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
export type MetricLike = MetricName | Metric

/** 'accuracy' as Keras resolves it: by class indices, else by the number of outputs. */
const accuracyFor = (target: TargetKind, output: Value): Metric => {
  if (target === 'classIndices') return sparseCategoricalAccuracy()
  return output.shape.at(-1) === 1 ? binaryAccuracy() : categoricalAccuracy()
}

/** A metric by name, for a model's output and loss. Throws for a name that is none, or that does not fit the target. */
export const resolveMetric = (like: MetricLike, target: TargetKind, output: Value): Metric => {
  if (like === 'accuracy' || like === 'acc') return { ...accuracyFor(target, output), name: like }
  if (typeof like === 'object' && typeof like?.call === 'function') return like
  if (typeof like !== 'string' || !Object.hasOwn(metrics, like)) {
    throw new TypeError(
      `unknown metric ${JSON.stringify(like)}; expected one of ${['accuracy', ...Object.keys(metrics)].join(', ')}`,
    )
  }
  const takesIndices = like === 'sparseCategoricalAccuracy'
  if (takesIndices !== (target === 'classIndices')) {
    const [has, needs] = takesIndices
      ? ["targets of the output's shape", 'class indices']
      : ['class indices', "targets of the output's shape"]
    throw new TypeError(`metric ${like} needs ${needs}, but the loss takes ${has}; use 'accuracy'`)
  }
  return metrics[like]()
}
