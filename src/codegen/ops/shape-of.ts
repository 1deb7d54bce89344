import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly start: number; readonly end: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'shapeOf',
  infer: (_, { start, end }) => [{ dtype: 'int64', shape: [end - start] }],
  emit: ({ node, values: [x], inputs, outputs, attributes: { start, end } }) =>
    void node('Shape', inputs, { ...(start > 0 && { start }), ...(end < x.shape.length && { end }) }, outputs),
  vjp: null,
}

/** The dims at run time, of axis `start` up to `end` (not included); an int64 vector. */
export const shapeOf = defineOp(
  rule,
  (x: Value, start = 0, end = x.shape.length): Value => apply1(rule, [x], { start, end }),
)
