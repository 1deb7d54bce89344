import type { DimValue } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value, Value, Value]> = {
  name: 'cropLike',
  infer: ([x, like], { axes }) => [
    { dtype: x.dtype, shape: x.shape.map((dim, axis) => (axes.includes(axis) ? (like.shape[axis] as DimValue) : dim)) },
  ],
  emit: ({ node, inputs: [x, , ends], outputs, int64, attributes: { axes } }) =>
    void node('Slice', [x as string, int64(axes.map(() => 0)), ends as string, int64(axes)], {}, outputs),
  vjp: null,
}

/** x without what it has more than `like` at the end of each of `axes`; `ends` are the dims of `like` there at run time. */
export const cropLike = defineOp(
  rule,
  (x: Value, like: Value, ends: Value, axes: readonly number[]): Value => apply1(rule, [x, like, ends], { axes }),
)
