import { normalizeAxis, reduceShape } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number; readonly keepDims: boolean }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'argMax',
  infer: ([x], { axis, keepDims }) => [{ dtype: 'int64', shape: reduceShape(x.shape, [axis], keepDims) }],
  emit: ({ node, inputs, outputs, attributes: { axis, keepDims } }) =>
    void node('ArgMax', inputs, { axis, keepdims: Number(keepDims) }, outputs),
  vjp: null,
}

/** The position of the largest element along an axis, the first of equals; int64. */
export const argMax = defineOp(
  rule,
  (x: Value, { axis, keepDims = false }: { readonly axis: number; readonly keepDims?: boolean }): Value =>
    apply1(rule, [x], { axis: normalizeAxis('argMax', axis, x.shape), keepDims }),
)
