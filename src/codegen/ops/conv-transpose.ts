import type { DimValue } from '../../shapes/dim.js'
import type { ConvWindow } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { convKernelGradient } from '../lowering/conv-gradient.js'

export type ConvTransposeAttributes = ConvWindow & {
  /** Rows and columns added at the end, where the strides leave the size open. */
  readonly outputPadding: readonly [number, number]
}

const rule: OpRule<ConvTransposeAttributes, readonly [Value, Value]> = {
  name: 'convTranspose',
  infer: ([x, w], { strides, pads, dilations, group, outputPadding }) => {
    const size = (axis: 0 | 1): DimValue => {
      const dim = x.shape[axis + 2]
      const reach = ((w.shape[axis + 2] as number) - 1) * dilations[axis] + 1
      const pad = pads[axis] + (pads[axis + 2] as number)
      return typeof dim === 'number' ? (dim - 1) * strides[axis] + reach - pad + outputPadding[axis] : null
    }
    return [{ dtype: x.dtype, shape: [x.shape[0] as DimValue, (w.shape[1] as number) * group, size(0), size(1)] }]
  },
  emit: ({ node, inputs, outputs, attributes: { outputPadding, ...window } }) =>
    void node('ConvTranspose', inputs, { ...window, output_padding: outputPadding }, outputs),
  vjp: (o, dy, { inputs: [x, w], attributes: { strides, pads, dilations, group } }) => {
    const window = { strides, pads, dilations, group }
    return [o.conv(dy, w, null, window), convKernelGradient(o, x, dy, w, window)]
  },
}

/** The gradient of conv for its input: x [batch, filters, h, w], w as in conv. */
export const convTranspose = defineOp(
  rule,
  (x: Value, w: Value, attributes: ConvTransposeAttributes): Value => apply1(rule, [x, w], attributes),
)
