import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value]> = {
  name: 'compress',
  infer: ([x]) => [{ dtype: x.dtype, shape: [null, ...x.shape.slice(1)] }],
  emit: ({ node, inputs, outputs }) => void node('Compress', inputs, { axis: 0 }, outputs),
  vjp: null,
}

/** The rows of x [n, …] at which the condition [n], bool, holds. */
export const compress = defineOp(rule, (x: Value, condition: Value): Value => apply1(rule, [x, condition]))
