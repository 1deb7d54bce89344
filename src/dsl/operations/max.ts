import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type Reduction, reduction } from './reduction.js'

/** The largest along axes counted from the front, one axis after another. */
export const largest = (x: Value, axes: readonly number[], keepDims: boolean): Value =>
  axes.toReversed().reduce((y, axis) => ops.reduceMax(y, { axis, keepDims }), x)

/** The largest element along axes, all by default. A tie sends its gradient to exactly one. Ends a mask. */
export const max: Reduction<'max', 'same'> = reduction('max', 'same', largest)
