import { defineOp, type OpRule } from '../ir/op.js'
import { apply, constant, type Value } from '../ir/value.js'

type Attributes = { readonly from: number; readonly epsilon: number }

const rule: OpRule<Attributes, readonly [Value, Value]> = {
  name: 'layerNormalization',
  infer: ([{ dtype, shape }], { from }) => {
    const kept = shape.map((dim, axis) => (axis < from ? dim : 1))
    return [
      { dtype, shape },
      { dtype, shape: kept },
      { dtype, shape: kept },
    ]
  },
  emit: ({ node, inputs, outputs, attributes: { from, epsilon } }) =>
    void node('LayerNormalization', inputs, { axis: from, epsilon: { float: epsilon } }, outputs),
  vjp: null,
}

/**
 * (x - mean) · inverse over the axes from one on, whose lengths must be known, then mean and inverse, which have 1 in place of those axes:
 * mean, and 1 / √(biased variance + epsilon). One pass over memory; float32.
 */
export const layerNormalization = defineOp(
  rule,
  (x: Value, from: number, epsilon: number): readonly [y: Value, mean: Value, inverse: Value] => {
    const own = x.shape.slice(from) as readonly number[]
    const size = own.reduce((a, b) => a * b, 1)
    const ones = constant(new Float32Array(size).fill(1), 'float32', own)
    return apply(rule, [x, ones], { from, epsilon }) as readonly [Value, Value, Value]
  },
)
