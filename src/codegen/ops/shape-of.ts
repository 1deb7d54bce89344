import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value]> = {
  name: 'shapeOf',
  infer: ([x]) => [{ dtype: 'int64', shape: [x.shape.length] }],
  emit: ({ node, inputs, outputs }) => void node('Shape', inputs, {}, outputs),
  vjp: null,
}

/** The dims at run time, an int64 vector. */
export const shapeOf = defineOp(rule, (x: Value): Value => apply1(rule, [x]))
