import { normalizeAxis } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number; readonly reverse: boolean }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'cumSum',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, inputs, outputs, int64, attributes: { axis, reverse } }) =>
    void node('CumSum', [...inputs, int64([axis])], { reverse: Number(reverse) }, outputs),
  vjp: (o, dy, { attributes: { axis, reverse } }) => [o.cumSum(dy, { axis, reverse: !reverse })],
}

/** The sums of all elements up to each, itself included, along an axis; with `reverse`, from each to the last. */
export const cumSum = defineOp(
  rule,
  (x: Value, { axis, reverse = false }: { readonly axis: number; readonly reverse?: boolean }): Value =>
    apply1(rule, [x], { axis: normalizeAxis('cumSum', axis, x.shape), reverse }),
)
