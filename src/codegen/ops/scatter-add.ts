import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value, Value]> = {
  name: 'scatterAdd',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, inputs, outputs }) => void node('ScatterElements', inputs, { axis: 0, reduction: 'add' }, outputs),
  vjp: null,
}

/** x [n] with updates [k] added at positions [k] (int64); repeated positions add up. */
export const scatterAdd = defineOp(
  rule,
  (x: Value, positions: Value, updates: Value): Value => apply1(rule, [x, positions, updates]),
)
