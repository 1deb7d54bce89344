import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag, integer, share } from '../../codegen/ranges.js'
import type { Along } from '../../shapes/target-axis.js'
import { type AxisOptions, axisLoss, type Loss, type ReductionOptions } from './loss.js'
import {
  binaryLogLoss,
  lastMean,
  lastSum,
  logProbabilities,
  oneHotOf,
  smoothed,
  smoothedBits,
} from './probabilities.js'

export interface CrossentropyOptions<Axis extends number = number> extends ReductionOptions, AxisOptions<Axis> {
  /** The output holds logits, not probabilities. Not needed after softmax or sigmoid: their logits are used anyway. */
  readonly fromLogits?: boolean | undefined
  /** Moves this share of each target towards the uniform distribution; default 0. */
  readonly labelSmoothing?: number | undefined
}

export interface SparseCrossentropyOptions<Axis extends number = number>
  extends Omit<CrossentropyOptions<Axis>, 'labelSmoothing'> {
  /** A label whose losses do not count, such as 255 or -1 for what is not labelled; by default there is none. */
  readonly ignoreClass?: number | undefined
}

export const crossentropyRanges = { fromLogits: flag, labelSmoothing: share, axis: integer } as const
export const sparseCrossentropyRanges = { fromLogits: flag, ignoreClass: integer, axis: integer } as const

/** -log p[label], for class indices. */
export const sparseCategoricalCrossentropy = <const Axis extends number = -1>(
  options: SparseCrossentropyOptions<Axis> = {},
): Loss<Along<'classIndices', Axis>> => {
  const name = 'sparseCategoricalCrossentropy'
  return axisLoss(name, 'classIndices', options, sparseCrossentropyRanges, ({ fromLogits = false, ignoreClass }) => {
    const logs = (labels: Value, output: Value) =>
      ops.neg(lastSum(ops.mul(logProbabilities(output, fromLogits), oneHotOf(labels, output))))
    if (ignoreClass === undefined) return { call: logs }
    const counted = (labels: Value) => ops.not(ops.equal(labels, ignoreClass))
    return {
      labels: { ignored: ignoreClass },
      call: (labels, output) => {
        const kept = counted(labels)
        return ops.where(kept, logs(ops.where(kept, labels, 0), output), 0)
      },
      counted,
    }
  })
}

/** -sum(target · log p), for one-hot or soft targets. */
export const categoricalCrossentropy = <const Axis extends number = -1>(
  options: CrossentropyOptions<Axis> = {},
): Loss<Along<'sameShape', Axis>> => {
  const name = 'categoricalCrossentropy'
  return axisLoss(name, 'sameShape', options, crossentropyRanges, ({ fromLogits = false, labelSmoothing = 0 }) => {
    return {
      call: (target, output) =>
        ops.neg(lastSum(ops.mul(smoothed(name, target, labelSmoothing), logProbabilities(output, fromLogits)))),
    }
  })
}

/** -mean(target · log p + (1 - target) · log(1 - p)) over the last axis. */
export const binaryCrossentropy = <const Axis extends number = -1>(
  options: CrossentropyOptions<Axis> = {},
): Loss<Along<'sameShape', Axis>> => {
  const name = 'binaryCrossentropy'
  return axisLoss(name, 'sameShape', options, crossentropyRanges, ({ fromLogits = false, labelSmoothing = 0 }) => {
    return {
      call: (target, output) => lastMean(binaryLogLoss(smoothedBits(target, labelSmoothing), output, fromLogits)),
    }
  })
}
