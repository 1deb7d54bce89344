import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value, Value]> = {
  name: 'scatterRows',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, int64, inputs: [x, positions, rows], outputs }) => {
    const column = node('Unsqueeze', [positions as string, int64([1])])
    node('ScatterND', [x as string, column, rows as string], {}, outputs)
  },
  vjp: null,
}

/** x [n, …] with rows [k, …] written at positions [k] (int64), no two of which may be equal. */
export const scatterRows = defineOp(
  rule,
  (x: Value, positions: Value, rows: Value): Value => apply1(rule, [x, positions, rows]),
)
