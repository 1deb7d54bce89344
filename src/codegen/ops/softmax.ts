import { normalizeAxis } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'softmax',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  vjp: (o, dy, { outputs, attributes: { axis } }) => {
    const y = outputs[0] as Value
    return [o.mul(y, o.sub(dy, o.reduceSum(o.mul(dy, y), { axes: [axis], keepDims: true })))]
  },
}

/** exp(x) over its sum along an axis, the last by default. */
export const softmax = defineOp(
  rule,
  (x: Value, { axis = -1 }: { readonly axis?: number } = {}): Value =>
    apply1(rule, [x], { axis: normalizeAxis('softmax', axis, x.shape) }),
)
