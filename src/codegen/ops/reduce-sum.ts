import { type ReduceOp, reduction } from '../ir/reduce.js'
import { emitReduction } from '../lowering/staged-reduction.js'

/** The sum over axes (all by default). */
export const reduceSum: ReduceOp = reduction(
  'reduceSum',
  (_, { dy }) => dy,
  (site, { keepDims }) =>
    emitReduction(site, (input, axes, outputs) =>
      site.node('ReduceSum', [input, site.int64(axes)], { keepdims: Number(keepDims) }, outputs),
    ),
)
