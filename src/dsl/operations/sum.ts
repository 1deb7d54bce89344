import * as ops from '../../codegen/ops/index.js'
import { type Reduction, reduction } from './reduction.js'

/** The sum along axes, all by default; of bool, how often it is true. Ends a mask. */
export const sum: Reduction<'sum', 'sum'> = reduction('sum', 'sum', (x, axes, keepDims) =>
  ops.reduceSum(x, { axes, keepDims }),
)
