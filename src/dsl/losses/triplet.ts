import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag, nonNegative, oneOf } from '../../codegen/ranges.js'
import { type Loss, loss, type ReductionOptions } from './loss.js'
import { checkEmbeddings, diagonal, maskedMax, maskedMin, products, sameLabels, squaredDistances } from './pairs.js'
import { epsilon, square } from './probabilities.js'

/** How far embeddings are apart: Euclidean, its square, or 1 - the cosine of their angle. */
export type DistanceMetric = 'L2' | 'squaredL2' | 'angular'

export interface TripletOptions extends ReductionOptions {
  /** By how much another label has to be farther away than the same one; default 1. */
  readonly margin?: number | undefined
  /** Default 'L2'. */
  readonly distanceMetric?: DistanceMetric | undefined
}

export interface TripletHardOptions extends TripletOptions {
  /** log(1 + exp(difference)) in place of the margin; default false. */
  readonly soft?: boolean | undefined
}

const offDiagonal = (distances: Value, own: Value): Value => ops.where(own, 0, distances)

/** The distance of each row to each other, [batch, batch]; the root has no gradient where it is 0. */
const distances = (x: Value, metric: DistanceMetric, own: Value): Value => {
  if (metric === 'angular') {
    const length = ops.sqrt(ops.maximum(ops.reduceSum(square(x), { axes: [1], keepDims: true }), epsilon ** 2))
    return offDiagonal(ops.maximum(ops.sub(1, products(ops.div(x, length))), 0), own)
  }
  const squares = offDiagonal(squaredDistances(x), own)
  if (metric === 'squaredL2') return squares
  const none = ops.lessOrEqual(squares, 0)
  return ops.where(none, 0, ops.sqrt(ops.where(none, 1, squares)))
}

const ranges = { margin: nonNegative, distanceMetric: oneOf('L2', 'squaredL2', 'angular') } as const

/**
 * The mean of max(d(anchor, positive) - d(anchor, negative) + margin, 0) over all pairs of one label in the batch, the negative being
 * the nearest that is farther away than the positive, else the farthest (Schroff et al., 2015; as in TensorFlow Addons). Labels are
 * any integers [batch], outputs embeddings [batch, features].
 */
export const tripletSemiHard = (options: TripletOptions = {}): Loss<'classIndices'> => {
  const name = 'tripletSemiHard'
  return loss(name, 'classIndices', options, ranges, ({ margin = 1, distanceMetric = 'L2' }) => {
    return {
      labels: 'any',
      call: (labels, output) => {
        checkEmbeddings(name, output)
        const own = diagonal(output)
        const apart = distances(output, distanceMetric, own)
        const same = sameLabels(labels)
        const others = ops.not(same)
        // [anchor, positive, negative]
        const [positive, negative] = [ops.unsqueeze(apart, [2]), ops.unsqueeze(apart, [1])]
        const farther = ops.and(ops.unsqueeze(others, [1]), ops.greater(negative, positive))
        const outside = ops.squeeze(maskedMin(negative, farther), [2])
        const found = ops.greater(ops.reduceSum(ops.cast(farther, 'float32'), { axes: [2] }), 0)
        const chosen = ops.where(found, outside, maskedMax(apart, others))
        const pairs = ops.cast(ops.and(same, ops.not(own)), 'float32')
        const losses = ops.mul(ops.maximum(ops.add(ops.sub(apart, chosen), margin), 0), pairs)
        return ops.div(ops.reduceSum(losses), ops.maximum(ops.reduceSum(pairs), 1))
      },
    }
  })
}

/**
 * max(d(anchor, farthest of its label) - d(anchor, nearest of others) + margin, 0) for each row of the batch (Hermans et al., 2017;
 * as in TensorFlow Addons). Labels are any integers [batch], outputs embeddings [batch, features].
 */
export const tripletHard = (options: TripletHardOptions = {}): Loss<'classIndices'> => {
  const name = 'tripletHard'
  return loss(
    name,
    'classIndices',
    options,
    { ...ranges, soft: flag },
    ({ margin = 1, distanceMetric = 'L2', soft = false }) => {
      return {
        labels: 'any',
        call: (labels, output) => {
          checkEmbeddings(name, output)
          const own = diagonal(output)
          const apart = distances(output, distanceMetric, own)
          const same = sameLabels(labels)
          const farthest = maskedMax(apart, ops.and(same, ops.not(own)))
          const nearest = maskedMin(apart, ops.not(same))
          const gap = ops.squeeze(ops.sub(farthest, nearest), [1])
          return soft ? ops.softplus(gap) : ops.maximum(ops.add(gap, margin), 0)
        },
      }
    },
  )
}
