import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'

/** Adds up to 1 with the epsilon that ONNX has by default, in float32. */
const rest = 1 - 1e-5

const rule: OpRule<object, readonly [Value, Value, Value, Value, Value]> = {
  name: 'channelAffine',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, inputs, outputs }) => void node('BatchNormalization', inputs, {}, outputs),
  vjp: null,
}

/** x · scale + shift for x [batch, channels, …], scale and shift [channels], float32: one pass over memory. */
export const channelAffine = defineOp(rule, (x: Value, scale: Value, shift: Value): Value => {
  const [channels] = scale.shape as readonly [number]
  const same = (value: number) => constant(new Float32Array(channels).fill(value), 'float32', [channels])
  return apply1(rule, [x, scale, shift, same(0), same(rest)])
})
