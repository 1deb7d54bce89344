import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type GlobalPooling1dMethod, globalPooling1d } from './global-pooling1d.js'

const make = globalPooling1d('globalAveragePooling1d', (x, axis, keepDims, mask) => {
  const options = { axes: [axis], keepDims }
  return mask ? maskedMean(x, ops.unsqueeze(mask, [3 - axis]), options) : ops.reduceMean(x, options)
})

/** The mean over those steps that count. */
const maskedMean = (
  x: Value,
  counts: Value,
  options: { readonly axes: readonly number[]; readonly keepDims: boolean },
): Value => {
  const sum = ops.reduceSum(ops.where(counts, x, 0), options)
  return ops.div(sum, ops.reduceSum(ops.cast(counts, x.dtype), options))
}

/**
 * The mean over time: [batch, time, features] to [batch, features]. Keras's `GlobalAveragePooling1D`: of a mask, only the steps
 * that count; a sample without any gives NaN.
 */
export const globalAveragePooling1d: typeof make & Fluent<GlobalPooling1dMethod<'globalAveragePooling1d'>> = make
