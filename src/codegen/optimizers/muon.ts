import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { patternOf } from '../pattern.js'
import { finite, flag, fraction, integerFrom, nonNegative, orNull, positive, words } from '../ranges.js'
import { adamStep } from './adam-step.js'
import { square } from './moments.js'
import { type Optimizer, type OptimizerOptions, optimizer, type WeightType, zeroSlots } from './optimizer.js'

export interface MuonOptions extends OptimizerOptions {
  /** Of the matrices; default 0.004. */
  readonly weightDecay?: number | undefined
  /** Of what Adam updates: decay of the mean of gradients; default 0.9. */
  readonly adamBeta1?: number | undefined
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly adamBeta2?: number | undefined
  /** The weight decay; default 0.004. */
  readonly adamWeightDecay?: number | undefined
  /** Keeps Adam's division finite; default 1e-7. */
  readonly epsilon?: number | undefined
  /** Regular expressions; weights that have one of them in their name are updated by Adam. Default none. */
  readonly excludeLayers?: readonly string[] | undefined
  /** Lets Adam update what has 'embedding' in its name; default true. */
  readonly excludeEmbeddings?: boolean | undefined
  /** Coefficients of the Newton-Schulz iteration; default 3.4445, -4.775 and 2.0315. */
  readonly muonA?: number | undefined
  readonly muonB?: number | undefined
  readonly muonC?: number | undefined
  /** Adam's learning rate, as a share of learningRate; default 1. */
  readonly adamLrRatio?: number | undefined
  /** Share of the last direction that is kept; default 0.95. */
  readonly momentum?: number | undefined
  /** Newton-Schulz iterations; default 5. */
  readonly nsSteps?: number | undefined
  /** Looks ahead along the momentum; default true. */
  readonly nesterov?: boolean | undefined
  /** Scales the steps to Adam's size (Liu et al., 2025); null leaves them. Default 0.2. */
  readonly rmsRate?: number | null | undefined
}

/**
 * Muon (Jordan et al., 2024; Liu et al., 2025): steps of matrices are made orthogonal by Newton-Schulz iterations; all other weights,
 * embeddings and `excludeLayers` are updated by Adam. Name the last dense layer in excludeLayers. Keras's form.
 */
export const muon = (options: MuonOptions = {}): Optimizer => {
  return optimizer(
    'muon',
    options,
    {
      adamBeta1: fraction,
      adamBeta2: fraction,
      adamWeightDecay: nonNegative,
      epsilon: positive,
      excludeLayers: words,
      excludeEmbeddings: flag,
      muonA: finite,
      muonB: finite,
      muonC: finite,
      adamLrRatio: nonNegative,
      momentum: fraction,
      nsSteps: integerFrom(1),
      nesterov: flag,
      rmsRate: orNull(positive),
    },
    (given) => {
      const { adamBeta1: beta1 = 0.9, adamBeta2: beta2 = 0.999, epsilon = 1e-7, adamLrRatio = 1 } = given
      const { weightDecay = 0.004, adamWeightDecay = 0.004, momentum = 0.95, nesterov = true, rmsRate = 0.2 } = given
      const { excludeLayers = [], excludeEmbeddings = true } = given
      const excluded = excludeLayers.map((pattern) => patternOf('muon', pattern))
      const byAdam = ({ name, shape }: WeightType): boolean =>
        shape.length !== 2 ||
        (excludeEmbeddings && name.toLowerCase().includes('embedding')) ||
        excluded.some((pattern) => pattern.test(name))
      return {
        wholeTensors: true,
        slots: (weight) => (byAdam(weight) ? zeroSlots(weight, 'sum', 'squares') : zeroSlots(weight, 'sum')),
        weightDecay: (weight) => (byAdam(weight) ? adamWeightDecay : weightDecay),
        update: ({ type, weight, gradient, slots, learningRate: rate, step }) => {
          if (byAdam(type)) {
            const learningRate = ops.mul(rate, adamLrRatio)
            const old = { sum: slots['sum'] as Value, squares: slots['squares'] as Value }
            const { sum, squares, move } = adamStep(gradient, old, { beta1, beta2, epsilon, learningRate, step })
            return { weight: ops.sub(weight, move), slots: { sum, squares } }
          }
          const sum = ops.add(ops.mul(slots['sum'] as Value, momentum), gradient)
          const direction = orthogonalized(nesterov ? ops.add(gradient, ops.mul(sum, momentum)) : sum, type, options)
          const scale = rmsRate === null ? 1 : Math.sqrt(Math.max(...type.shape)) * rmsRate
          return { weight: ops.sub(weight, ops.mul(direction, ops.mul(rate, scale))), slots: { sum } }
        },
      }
    },
  )
}

const transposed = (x: Value): Value => ops.transpose(x, [1, 0])

/** About U · Vᵀ of a matrix U · S · Vᵀ, by a quintic iteration. */
const orthogonalized = (
  matrix: Value,
  { shape: [rows = 1, columns = 1] }: WeightType,
  { muonA: a = 3.4445, muonB: b = -4.775, muonC: c = 2.0315, nsSteps = 5 }: MuonOptions,
): Value => {
  let x = rows > columns ? transposed(matrix) : matrix
  x = ops.div(x, ops.add(ops.sqrt(ops.reduceSum(square(x))), 1e-7))
  for (let i = 0; i < nsSteps; i++) {
    const gram = ops.matmul(x, transposed(x))
    const odd = ops.add(ops.mul(gram, b), ops.mul(ops.matmul(gram, gram), c))
    x = ops.add(ops.mul(x, a), ops.matmul(odd, x))
  }
  return rows > columns ? transposed(x) : x
}
