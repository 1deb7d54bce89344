import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import { checkWithin, type Loss, loss, type ReductionOptions } from './loss.js'
import {
  binaryLogLoss,
  lastMean,
  lastSum,
  logProbabilities,
  oneHotOf,
  smoothed,
  smoothedBits,
} from './probabilities.js'

export interface CrossentropyOptions extends ReductionOptions {
  /** The output holds logits, not probabilities. Not needed after softmax or sigmoid: their logits are used anyway. */
  readonly fromLogits?: boolean
  /** Moves this share of each target towards the uniform distribution; default 0. */
  readonly labelSmoothing?: number
}

export interface SparseCrossentropyOptions extends Omit<CrossentropyOptions, 'labelSmoothing'> {
  /** A label whose losses do not count, such as 255 or -1 for what is not labelled; by default there is none. */
  readonly ignoreClass?: number
}

const known = { fromLogits: true, labelSmoothing: true } as const

/** -log p[label], for class indices. */
export const sparseCategoricalCrossentropy = (options: SparseCrossentropyOptions = {}): Loss<'classIndices'> => {
  const name = 'sparseCategoricalCrossentropy'
  const known = { fromLogits: true, ignoreClass: true } as const
  return loss(name, 'classIndices', options, known, ({ fromLogits = false, ignoreClass }) => {
    const logs = (labels: Value, output: Value) =>
      ops.neg(lastSum(ops.mul(logProbabilities(output, fromLogits), oneHotOf(labels, output))))
    if (ignoreClass === undefined) return { call: logs }
    if (!Number.isInteger(ignoreClass)) {
      throw new RangeError(`${name}: ignoreClass must be an integer, got ${describeValue(ignoreClass)}`)
    }
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
export const categoricalCrossentropy = (options: CrossentropyOptions = {}): Loss<'sameShape'> => {
  const name = 'categoricalCrossentropy'
  return loss(name, 'sameShape', options, known, ({ fromLogits = false, labelSmoothing = 0 }) => {
    checkWithin(name, 'labelSmoothing', labelSmoothing, [0, 1])
    return {
      call: (target, output) =>
        ops.neg(lastSum(ops.mul(smoothed(name, target, labelSmoothing), logProbabilities(output, fromLogits)))),
    }
  })
}

/** -mean(target · log p + (1 - target) · log(1 - p)) over the last axis. */
export const binaryCrossentropy = (options: CrossentropyOptions = {}): Loss<'sameShape'> => {
  const name = 'binaryCrossentropy'
  return loss(name, 'sameShape', options, known, ({ fromLogits = false, labelSmoothing = 0 }) => {
    checkWithin(name, 'labelSmoothing', labelSmoothing, [0, 1])
    return {
      call: (target, output) => lastMean(binaryLogLoss(smoothedBits(target, labelSmoothing), output, fromLogits)),
    }
  })
}
