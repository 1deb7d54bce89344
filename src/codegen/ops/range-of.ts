import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { scalar, type Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value, Value]> = {
  name: 'rangeOf',
  infer: ([, limit]) => [{ dtype: limit.dtype, shape: [null] }],
  emit: ({ node, inputs, outputs }) => void node('Range', inputs, {}, outputs),
  vjp: null,
}

/** 0, 1, … up to but without the scalar `limit`, in its dtype. */
export const rangeOf = defineOp(
  rule,
  (limit: Value): Value => apply1(rule, [scalar(0, limit.dtype), limit, scalar(1, limit.dtype)]),
)
