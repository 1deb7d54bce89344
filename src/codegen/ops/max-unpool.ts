import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value, Value, Value]> = {
  name: 'maxUnpool',
  infer: ([x, , like]) => [{ dtype: x.dtype, shape: like.shape }],
  emit: ({ node, values: [values], inputs: [x, positions, , dims], outputs }) => {
    const kernel = values.shape.slice(2).map(() => 1)
    node('MaxUnpool', [x as string, positions as string, dims as string], { kernel_shape: kernel }, outputs)
  },
  vjp: null,
}

/** Zeros of `like`'s shape (`dims` at run time), with x written to the given positions of the flattened tensor. */
export const maxUnpool = defineOp(
  rule,
  (x: Value, positions: Value, like: Value, dims: Value): Value => apply1(rule, [x, positions, like, dims]),
)
