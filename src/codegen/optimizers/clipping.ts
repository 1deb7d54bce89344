import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { square } from './moments.js'
import type { OptimizerOptions } from './optimizer.js'

const norm = (squares: readonly Value[]): Value =>
  ops.sqrt(squares.map((one) => ops.reduceSum(one)).reduce((a, b) => ops.add(a, b)))

/** Scales by limit / max(norm, limit): never up. */
const scaleDown = (gradient: Value, size: Value, limit: number): Value =>
  ops.mul(gradient, ops.div(limit, ops.maximum(size, limit)))

/** The gradients after the optimizer's clipping. */
export const clipGradients = (
  gradients: readonly Value[],
  { clipnorm, globalClipnorm, clipvalue }: OptimizerOptions,
): readonly Value[] => {
  if (clipnorm) return gradients.map((g) => scaleDown(g, norm([square(g)]), clipnorm))
  if (globalClipnorm && gradients.length > 0) {
    const size = norm(gradients.map(square))
    return gradients.map((g) => scaleDown(g, size, globalClipnorm))
  }
  if (clipvalue) return gradients.map((g) => ops.minimum(ops.maximum(g, -clipvalue), clipvalue))
  return gradients
}
