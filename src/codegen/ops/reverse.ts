import { normalizeAxis } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'reverse',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, inputs, outputs, int64, attributes: { axes } }) => {
    const each = (value: number) => int64(axes.map(() => value))
    node('Slice', [...inputs, each(-1), each(-(2 ** 31)), int64(axes), each(-1)], {}, outputs)
  },
  vjp: (o, dy, { attributes: { axes } }) => [o.reverse(dy, ...axes)],
  permute: ({ axes }, perm) => ({ attributes: { axes: axes.map((axis) => perm[axis] as number) }, perm }),
}

/** The elements along these axes from the last to the first; x itself where each has one. */
export const reverse = defineOp(rule, (x: Value, ...axes: readonly number[]): Value => {
  const counted = axes.map((axis) => normalizeAxis('reverse', axis, x.shape)).filter((axis) => x.shape[axis] !== 1)
  return counted.length === 0 ? x : apply1(rule, [x], { axes: counted })
})
