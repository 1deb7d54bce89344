import * as ops from '../../codegen/ops/index.js'
import type { Range } from '../../codegen/ranges.js'
import { type Loss, loss, type ReductionOptions } from './loss.js'
import { epsilon, lastSum, oneHotOf } from './probabilities.js'

export interface GeneralizedCrossEntropyOptions extends ReductionOptions {
  /** Between 0, which would be cross-entropy, and 1, the absolute error; default 0.5. */
  readonly q?: number | undefined
}

const inside: Range = { text: 'a number between 0 and 1', holds: (x) => typeof x === 'number' && x > 0 && x < 1 }

/** (1 - p[label]^q) / q, for class indices of which some may be wrong (Zhang and Sabuncu, 2018). */
export const categoricalGeneralizedCrossEntropy = (
  options: GeneralizedCrossEntropyOptions = {},
): Loss<'classIndices'> => {
  const name = 'categoricalGeneralizedCrossEntropy'
  return loss(name, 'classIndices', options, { q: inside }, ({ q = 0.5 }) => {
    return {
      call: (labels, output) => {
        // p^q has no gradient at 0
        const p = ops.maximum(lastSum(ops.mul(output, oneHotOf(labels, output))), epsilon)
        return ops.div(ops.sub(1, ops.pow(p, q)), q)
      },
    }
  })
}
