import { sizeOfShape } from '../../shapes/axes.js'
import type { DimValue } from '../../shapes/dim.js'
import { type ReduceOp, reduction } from '../ir/reduce.js'
import { emitReduction } from '../lowering/staged-reduction.js'

/** The mean over axes (all by default). */
export const reduceMean: ReduceOp = reduction(
  'reduceMean',
  (o, { x, y, dy, axes }) => {
    const count = sizeOfShape(axes.map((axis) => x.shape[axis] as DimValue))
    if (count !== null) return count === 1 ? dy : o.div(dy, count)
    const all = o.sizeOf(x)
    return o.div(dy, o.cast(sizeOfShape(y.shape) === 1 ? all : o.div(all, o.sizeOf(y)), dy.dtype))
  },
  (site, { keepDims }) =>
    emitReduction(site, (input, axes, outputs) =>
      site.node('ReduceMean', [input], { axes, keepdims: Number(keepDims) }, outputs),
    ),
)
