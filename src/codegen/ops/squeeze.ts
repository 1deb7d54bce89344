import { normalizeAxes, reduceShape } from '../../shapes/axes.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'squeeze',
  infer: ([x], { axes }) => {
    if (axes.some((axis) => x.shape[axis] !== 1))
      throw new ShapeError(`squeeze: axes ${axes.join(', ')} of ${formatShape(x.shape)} must have length 1`)
    return [{ dtype: x.dtype, shape: reduceShape(x.shape, axes, false) }]
  },
  emit: ({ node, inputs, outputs, int64, attributes: { axes } }) =>
    void node('Squeeze', [...inputs, int64(axes)], {}, outputs),
  vjp: (o, dy, { attributes: { axes } }) => [o.unsqueeze(dy, axes)],
}

/** x without these axes, which have length 1. */
export const squeeze = defineOp(
  rule,
  (x: Value, axes: readonly number[]): Value => apply1(rule, [x], { axes: normalizeAxes('squeeze', axes, x.shape) }),
)
