import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling1dMethod, globalPooling1d } from './global-pooling1d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalAveragePooling1d: GlobalPooling1dMethod<'globalAveragePooling1d', In, Out, Count>
  }
}

const make = globalPooling1d(
  'globalAveragePooling1d',
  (x, axis, keepDims, mask) => {
    const options = { axes: [axis], keepDims }
    return mask ? maskedMean(x, ops.unsqueeze(mask, [3 - axis]), options) : ops.reduceMean(x, options)
  },
  () => undefined,
)

/** The mean over those steps that count, 0 where none do. */
const maskedMean = (
  x: Value,
  counts: Value,
  options: { readonly axes: readonly number[]; readonly keepDims: boolean },
): Value => {
  const sum = ops.reduceSum(ops.where(counts, x, 0), options)
  return ops.div(sum, ops.maximum(ops.reduceSum(ops.cast(counts, x.dtype), options), 1))
}

/**
 * The mean over time: [batch, time, features] to [batch, features]. Keras's `GlobalAveragePooling1D`: with a mask, over the
 * steps that count; for a sample without any 0, where Keras gives NaN.
 */
export const globalAveragePooling1d = make
