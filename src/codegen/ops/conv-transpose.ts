import type { DimValue } from '../../shapes/dim.js'
import { type ConvWindow, windowAlong } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { convKernelGradient } from '../lowering/conv-gradient.js'

export type ConvTransposeAttributes = ConvWindow & {
  /** Elements added at the end of each axis, where the strides leave the size open. */
  readonly outputPadding: readonly number[]
}

const rule: OpRule<ConvTransposeAttributes, readonly [Value, Value]> = {
  name: 'convTranspose',
  infer: ([x, w], attributes) => {
    const sizes = attributes.outputPadding.map((added, axis) => {
      const dim = x.shape[axis + 2]
      const { stride, before, after, reach } = windowAlong(attributes, axis, w.shape[axis + 2] as number)
      return typeof dim === 'number' ? (dim - 1) * stride + reach - before - after + added : null
    })
    const filters = (w.shape[1] as number) * attributes.group
    return [{ dtype: x.dtype, shape: [x.shape[0] as DimValue, filters, ...sizes] }]
  },
  emit: ({ node, inputs, outputs, attributes: { outputPadding, ...window } }) =>
    void node('ConvTranspose', inputs, { ...window, output_padding: outputPadding }, outputs),
  vjp: (o, dy, { inputs: [x, w], attributes: { strides, pads, dilations, group } }) => {
    const window = { strides, pads, dilations, group }
    return [o.conv(dy, w, null, window), convKernelGradient(o, x, dy, w, window)]
  },
}

/** The gradient of conv for its input: x [batch, filters, …], w as in conv. */
export const convTranspose = defineOp(
  rule,
  (x: Value, w: Value, attributes: ConvTransposeAttributes): Value => apply1(rule, [x, w], attributes),
)
