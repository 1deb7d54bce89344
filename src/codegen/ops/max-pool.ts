import { type PoolWindow, windowShape } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { maxPoolGradient } from '../lowering/pool-gradient.js'

const rule: OpRule<PoolWindow, readonly [Value]> = {
  name: 'maxPool',
  infer: ([x], window) => {
    const shape = windowShape('maxPool', x.shape, window)
    return [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ]
  },
  emit: ({ node, inputs, outputs, attributes: { kernel, strides, pads, dilations } }) =>
    void node('MaxPool', inputs, { kernel_shape: kernel, strides, pads, dilations }, outputs),
  vjp: (o, dy, { inputs: [x], outputs, attributes }) => [maxPoolGradient(o, dy, x, outputs[1] as Value, attributes)],
}

/** The largest element of each window over the spatial axes of [batch, channels, …]; padding never wins. */
export const maxPool = defineOp(rule, (x: Value, window: PoolWindow): Value => apply1(rule, [x], window))
