import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'

type Attributes = { readonly depth: number }

const rule: OpRule<Attributes, readonly [Value, Value]> = {
  name: 'oneHot',
  infer: ([x, values], { depth }) => [{ dtype: values.dtype, shape: [...x.shape, depth] }],
  emit: ({ node, inputs: [x, values], outputs, int64, attributes: { depth } }) =>
    void node('OneHot', [x as string, int64([depth]), values as string], { axis: -1 }, outputs),
  vjp: null,
}

/** Class indices [...] (int64: ONNX Runtime has no kernel for other indices with this depth) to float32 rows [..., depth] with a 1 at the index. */
export const oneHot = defineOp(
  rule,
  (x: Value, attributes: Attributes): Value => apply1(rule, [x, constant([0, 1], 'float32')], attributes),
)
