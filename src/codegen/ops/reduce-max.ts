import { normalizeAxis, reduceShape } from '../../shapes/axes.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { restoreAxes } from '../ir/reduce.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number; readonly keepDims: boolean }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'reduceMax',
  infer: ([x], { axis, keepDims }) => [{ dtype: x.dtype, shape: reduceShape(x.shape, [axis], keepDims) }],
  emit: ({ node, inputs, outputs, attributes: { axis, keepDims } }) =>
    void node('ReduceMax', inputs, { axes: [axis], keepdims: Number(keepDims) }, outputs),
  vjp: (o, dy, { inputs: [x], attributes: { axis } }) => {
    const depth = x.shape[axis]
    if (typeof depth !== 'number') {
      throw new ShapeError(`reduceMax: the gradient needs a known dim at axis ${axis}, got ${formatShape(x.shape)}`)
    }
    const last = x.shape.length - 1
    const winner = o.oneHot(o.argMax(x, { axis }), { depth })
    const moved = Array.from({ length: last + 1 }, (_, i) => (i < axis ? i : i === axis ? last : i - 1))
    return [o.mul(restoreAxes(o, dy, x, [axis]), axis === last ? winner : o.transpose(winner, moved))]
  },
}

/** The largest element along one axis. A tie sends its whole gradient to the first. */
export const reduceMax = defineOp(
  rule,
  (x: Value, { axis, keepDims = false }: { readonly axis: number; readonly keepDims?: boolean }): Value =>
    apply1(rule, [x], { axis: normalizeAxis('reduceMax', axis, x.shape.length), keepDims }),
)
