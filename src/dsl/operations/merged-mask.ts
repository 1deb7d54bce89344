import * as ops from '../../codegen/ops/index.js'
import type { Operation } from '../symbolic.js'

/** Keras's rule for merging layers: a position counts where any of the tensors counts it; without a mask on each there is none. */
export const mergedMask: NonNullable<Operation['mask']> = (masks) =>
  masks.reduce((all, mask) => all && mask && ops.or(all, mask))
