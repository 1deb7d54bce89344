import { normalizeAxis } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'logSoftmax',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  vjp: (o, dy, { outputs, attributes: { axis } }) => {
    const y = outputs[0] as Value
    return [o.sub(dy, o.mul(o.exp(y), o.reduceSum(dy, { axes: [axis], keepDims: true })))]
  },
}

/** The logarithm of softmax, computed without overflow. */
export const logSoftmax = defineOp(
  rule,
  (x: Value, { axis = -1 }: { readonly axis?: number } = {}): Value =>
    apply1(rule, [x], { axis: normalizeAxis('logSoftmax', axis, x.shape) }),
)
