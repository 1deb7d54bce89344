import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag, nonNegative, share } from '../../codegen/ranges.js'
import { type Loss, loss, type ReductionOptions } from './loss.js'
import { checkEmbeddings, diagonal, products, sameLabels } from './pairs.js'

export interface CircleOptions extends ReductionOptions {
  /** The scale of similarities; default 80. */
  readonly gamma?: number | undefined
  /** How far from the best a pair may be; default 0.4. */
  readonly margin?: number | undefined
  /** Whether a row is no pair with itself; default true. */
  readonly removeDiagonal?: boolean | undefined
}

/** log(sum(exp(x))) of those along the last axis that `mask` leaves; very small where it leaves none. */
const logSumExp = (x: Value, mask: Value): Value => {
  const kept = ops.where(mask, x, -1e9)
  const most = ops.reduceMax(kept, { axis: -1, keepDims: true })
  const sum = ops.reduceSum(ops.exp(ops.sub(kept, most)), { axes: [-1] })
  return ops.add(ops.log(sum), ops.squeeze(most, [1]))
}

/**
 * Pulls embeddings of one label together and pushes those of others apart (Sun et al., 2020). Labels are any integers [batch],
 * outputs embeddings [batch, features] of length 1, such as a layer of unit normalization gives. Rows without a loss do not count.
 */
export const circle = (options: CircleOptions = {}): Loss<'classIndices'> => {
  const ranges = { gamma: nonNegative, margin: share, removeDiagonal: flag } as const
  return loss('circle', 'classIndices', options, ranges, ({ gamma = 80, margin = 0.4, removeDiagonal = true }) => {
    return {
      labels: 'any',
      counted: (_, losses) => ops.greater(losses, 0),
      call: (labels, output) => {
        checkEmbeddings('circle', output)
        const apart = ops.maximum(ops.sub(1, products(output)), 0)
        const same = sameLabels(labels)
        const pairs = removeDiagonal ? ops.and(same, ops.not(diagonal(output))) : same
        const pull = ops.mul(ops.mul(ops.add(apart, margin), ops.sub(apart, margin)), gamma)
        const push = ops.mul(ops.mul(ops.maximum(ops.sub(1 + margin, apart), 0), ops.sub(1 - margin, apart)), gamma)
        return ops.softplus(ops.add(logSumExp(pull, pairs), logSumExp(push, ops.not(same))))
      },
    }
  })
}
