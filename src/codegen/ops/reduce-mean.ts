import { sizeOfShape } from '../../shapes/axes.js'
import { type ReduceOp, reduction } from '../ir/reduce.js'

/** The mean over axes (all by default). */
export const reduceMean: ReduceOp = reduction(
  'reduceMean',
  (o, { x, y, dy }) => {
    const [from, to] = [sizeOfShape(x.shape), sizeOfShape(y.shape)]
    if (from !== null && to !== null) return o.mul(dy, to / from)
    return o.div(dy, o.cast(o.div(o.sizeOf(x), o.sizeOf(y)), dy.dtype))
  },
  (site, { axes, keepDims }) =>
    site.node('ReduceMean', site.inputs, { axes, keepdims: Number(keepDims) }, site.outputs),
)
