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

const made = new Map<number, readonly [mean: Value, variance: Value]>()

/** A mean of 0 and a variance of 1 for so many channels: the same tensors each time, so that graphs hold them once. */
const statistics = (channels: number): readonly [mean: Value, variance: Value] => {
  const same = (value: number) => constant(new Float32Array(channels).fill(value), 'float32', [channels])
  const pair = made.get(channels) ?? [same(0), same(rest)]
  made.set(channels, pair)
  return pair
}

/** x · scale + shift for x [batch, channels, …], scale and shift [channels], float32: one pass over memory. */
export const channelAffine = defineOp(rule, (x: Value, scale: Value, shift: Value): Value => {
  const [channels] = scale.shape as readonly [number]
  return apply1(rule, [x, scale, shift, ...statistics(channels)])
})
