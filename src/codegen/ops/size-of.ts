import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value]> = {
  name: 'sizeOf',
  infer: () => [{ dtype: 'int64', shape: [] }],
  emit: ({ node, inputs, outputs }) => void node('Size', inputs, {}, outputs),
  permute: (attributes) => ({ attributes, perm: [] }),
  vjp: null,
}

/** The number of elements at run time, an int64 scalar. */
export const sizeOf = defineOp(rule, (x: Value): Value => apply1(rule, [x]))
