import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { CallContext } from '../layer-definition.js'

/** 0 with probability `rate`, else 1, at random for each element of `like`; in training only. */
export const keptAtRandom = (context: CallContext, like: Value, rate: number): Value =>
  ops.cast(ops.greaterOrEqual(context.random(like), rate), like.dtype)

/** 0 with probability `rate`, else 1 / (1 - rate), at random for each element of `like`; in training only. */
export const dropoutMask = (context: CallContext, like: Value, rate: number): Value =>
  ops.mul(keptAtRandom(context, like, rate), 1 / (1 - rate))
