import { type ReduceOp, reduction } from '../ir/reduce.js'

/** The sum over axes (all by default). */
export const reduceSum: ReduceOp = reduction(
  'reduceSum',
  (_, { dy }) => dy,
  (site, { axes, keepDims }) =>
    site.node('ReduceSum', [...site.inputs, site.int64(axes)], { keepdims: Number(keepDims) }, site.outputs),
)
