import * as ops from '../../codegen/ops/index.js'
import { type Reduction, reduction } from './reduction.js'

/** The mean along axes, all by default; float. Ends a mask. */
export const mean: Reduction<'mean', 'float'> = reduction('mean', 'float', (x, axes, keepDims) =>
  ops.reduceMean(x, { axes, keepDims }),
)
