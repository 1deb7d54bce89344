import * as ops from '../../codegen/ops/index.js'
import { type ErrorLoss, errorLoss } from './loss.js'
import { clip, epsilon, lastMean, lastSum } from './probabilities.js'

/** sum(target · log(target / output)) over the last axis, the Kullback-Leibler divergence; both are kept in [1e-7, 1]. */
export const klDivergence: ErrorLoss = errorLoss('klDivergence', (target, output) => {
  const [wanted, got] = [clip(target, epsilon, 1), clip(output, epsilon, 1)]
  return lastSum(ops.mul(wanted, ops.log(ops.div(wanted, got))))
})

/** mean(output - target · log(output)) over the last axis: the negative log-likelihood of counts, but for a constant. */
export const poisson: ErrorLoss = errorLoss('poisson', (target, output) =>
  lastMean(ops.sub(output, ops.mul(target, ops.log(ops.add(output, epsilon))))),
)
