import { type DimValue, ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { type ConvWindow, windowPositions } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { convInputGradient, convKernelGradient } from '../lowering/conv-gradient.js'

/** Symbolic channels fit only themselves: they stand for the batch where a kernel's gradient is computed as a conv. */
const channelsAgree = (channels: DimValue | undefined, perGroup: DimValue | undefined, group: number): boolean =>
  typeof perGroup === 'number' ? channels === perGroup * group : group === 1 && channels === perGroup

const rule: OpRule<ConvWindow, readonly [Value, Value] | readonly [Value, Value, Value]> = {
  name: 'conv',
  infer: ([x, w], window) => {
    const [batch, channels, height, width] = x.shape as readonly DimValue[]
    const [filters, perGroup, kernelHeight, kernelWidth] = w.shape as readonly DimValue[]
    if (x.shape.length !== 4 || w.shape.length !== 4 || !channelsAgree(channels, perGroup, window.group)) {
      throw new ShapeError(
        `conv: input ${formatShape(x.shape)} and kernel ${formatShape(w.shape)} do not fit; expected [batch, channels, height, width] and [filters, channels / ${window.group}, height, width]`,
      )
    }
    const rows = windowPositions('conv', height as DimValue, kernelHeight as number, window, 0)
    const columns = windowPositions('conv', width as DimValue, kernelWidth as number, window, 1)
    return [{ dtype: x.dtype, shape: [batch as DimValue, filters as number, rows, columns] }]
  },
  emit: ({ node, inputs, outputs, attributes }) => void node('Conv', inputs, { ...attributes }, outputs),
  vjp: (o, dy, { inputs: [x, w, b], attributes }) => [
    convInputGradient(o, dy, x, w, attributes),
    convKernelGradient(o, dy, x, w, attributes),
    ...(b ? [o.reduceSum(dy, { axes: [0, 2, 3] })] : []),
  ],
}

/**
 * Two-dimensional convolution (cross-correlation): x [batch, channels, height, width], w [filters, channels / group,
 * height, width], b [filters]. All channels must be known.
 */
export const conv = defineOp(
  rule,
  (x: Value, w: Value, b: Value | null, attributes: ConvWindow): Value =>
    apply1(rule, b ? [x, w, b] : [x, w], attributes),
)
