import * as ops from '../../codegen/ops/index.js'
import { largest } from './max.js'
import { type Reduction, reduction } from './reduction.js'

/** The smallest element along axes, all by default. A tie sends its gradient to exactly one. Ends a mask. */
export const min: Reduction<'min', 'same'> = reduction('min', 'same', (x, axes, keepDims) =>
  ops.neg(largest(ops.neg(x), axes, keepDims)),
)
