import { normalizeAxes } from '../../shapes/axes.js'
import { squeezeShape } from '../../shapes/squeeze.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'squeeze',
  infer: ([x], { axes }) => [{ dtype: x.dtype, shape: squeezeShape(x.shape, axes) }],
  emit: ({ node, inputs, outputs, int64, attributes: { axes } }) =>
    void node('Squeeze', [...inputs, int64(axes)], {}, outputs),
  vjp: (o, dy, { attributes: { axes } }) => [o.unsqueeze(dy, axes)],
}

/** x without these axes, which have length 1. */
export const squeeze = defineOp(
  rule,
  (x: Value, axes: readonly number[]): Value => apply1(rule, [x], { axes: normalizeAxes('squeeze', axes, x.shape) }),
)
