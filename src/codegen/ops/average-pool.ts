import { type PoolWindow, windowShape } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { averagePoolGradient } from '../lowering/pool-gradient.js'

type Attributes = Omit<PoolWindow, 'dilations'>

const undilated = (window: Attributes): PoolWindow => ({ ...window, dilations: window.kernel.map(() => 1) })

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'averagePool',
  infer: ([x], window) => [{ dtype: x.dtype, shape: windowShape('averagePool', x.shape, undilated(window)) }],
  emit: ({ node, inputs, outputs, attributes: { kernel, strides, pads } }) =>
    void node('AveragePool', inputs, { kernel_shape: kernel, strides, pads, count_include_pad: 0 }, outputs),
  vjp: (o, dy, { inputs: [x], attributes }) => [averagePoolGradient(o, dy, x, undilated(attributes))],
}

/** The mean of each window over the spatial axes of [batch, channels, …]; padding is not counted. */
export const averagePool = defineOp(rule, (x: Value, window: Attributes): Value => apply1(rule, [x], window))
