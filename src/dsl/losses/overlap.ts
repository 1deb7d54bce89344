import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { integer, nonNegative, oneOrMore } from '../../codegen/ranges.js'
import { type Loss, loss, type ReductionOptions } from './loss.js'
import { epsilon } from './probabilities.js'

export interface DiceOptions extends ReductionOptions {
  /** What the overlap is of: these axes of each, such as [1, 2, 3] for one loss an image; by default the whole batch. */
  readonly axis?: number | readonly number[] | undefined
}

export interface TverskyOptions extends DiceOptions {
  /** How much that counts which the target has and the output has not; default 0.5. */
  readonly alpha?: number | undefined
  /** How much that counts which the output has and the target has not; default 0.5. */
  readonly beta?: number | undefined
}

const ofAxis = { axis: oneOrMore('such', integer) } as const

/** Sums along the axes, or of all. */
const summing = (axis: DiceOptions['axis']) => {
  const axes = typeof axis === 'number' ? [axis] : axis
  return (x: Value): Value => ops.reduceSum(x, { axes })
}

/** 1 - 2 · overlap / (sum of targets + sum of outputs): 0 where they are the same (Milletari et al., 2016). */
export const dice = (options: DiceOptions = {}): Loss<'sameShape'> =>
  loss('dice', 'sameShape', options, ofAxis, ({ axis }) => {
    const sum = summing(axis)
    return {
      call: (target, output) => {
        const all = ops.add(ops.add(sum(target), sum(output)), epsilon)
        return ops.sub(1, ops.div(ops.mul(sum(ops.mul(target, output)), 2), all))
      },
    }
  })

/** 1 - overlap / (overlap + alpha · missed + beta · false alarms), as Keras computes it (Salehi et al., 2017). */
export const tversky = (options: TverskyOptions = {}): Loss<'sameShape'> =>
  loss(
    'tversky',
    'sameShape',
    options,
    { ...ofAxis, alpha: nonNegative, beta: nonNegative },
    ({ axis, alpha = 0.5, beta = 0.5 }) => {
      const sum = summing(axis)
      return {
        call: (target, output) => {
          const overlap = sum(ops.mul(target, output))
          const missed = sum(ops.mul(ops.sub(1, output), target))
          const falseAlarms = sum(ops.mul(output, ops.sub(1, target)))
          const apart = ops.add(ops.mul(missed, alpha), ops.mul(falseAlarms, beta))
          return ops.sub(1, ops.div(overlap, ops.add(ops.add(overlap, apart), epsilon)))
        },
      }
    },
  )
