import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { CallContext } from '../layer-definition.js'

/** Numbers of the standard normal distribution, at random for each element of `like`; in training only (Box & Muller, 1958). */
export const normalLike = (context: CallContext, like: Value): Value => {
  // 1 - u is never 0
  const radius = ops.sqrt(ops.mul(ops.log(ops.sub(1, context.random(like))), -2))
  return ops.mul(radius, ops.cos(ops.mul(context.random(like), 2 * Math.PI)))
}
