import { normalizeAxis } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'reverse',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, inputs, outputs, int64, attributes: { axis } }) =>
    void node('Slice', [...inputs, int64([-1]), int64([-(2 ** 31)]), int64([axis]), int64([-1])], {}, outputs),
  vjp: (o, dy, { attributes: { axis } }) => [o.reverse(dy, axis)],
  permute: ({ axis }, perm) => ({ attributes: { axis: perm[axis] as number }, perm }),
}

/** The elements along one axis from the last to the first. */
export const reverse = defineOp(
  rule,
  (x: Value, axis: number): Value => apply1(rule, [x], { axis: normalizeAxis('reverse', axis, x.shape) }),
)
