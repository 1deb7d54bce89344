import { type DimValue, ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { type ConvWindow, spatialAxes, spatialNames, windowPositions } from '../../shapes/window.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { withoutFactor } from '../lowering/channel-factor.js'
import { convInputGradient, convKernelGradient } from '../lowering/conv-gradient.js'

/** Symbolic channels fit only themselves: they stand for the batch where a kernel's gradient is computed as a conv. */
const channelsAgree = (channels: DimValue | undefined, perGroup: DimValue | undefined, group: number): boolean =>
  typeof perGroup === 'number' ? channels === perGroup * group : group === 1 && channels === perGroup

const rule: OpRule<ConvWindow, readonly [Value, Value] | readonly [Value, Value, Value]> = {
  name: 'conv',
  infer: ([x, w], window) => {
    const [batch, channels, ...sizes] = x.shape as readonly [DimValue, DimValue, ...DimValue[]]
    const [filters, perGroup, ...kernel] = w.shape as readonly [DimValue, DimValue, ...DimValue[]]
    const axes = window.strides.length
    if (sizes.length !== axes || kernel.length !== axes || !channelsAgree(channels, perGroup, window.group)) {
      const names = spatialNames(axes)
      throw new ShapeError(
        `conv: input ${formatShape(x.shape)} and kernel ${formatShape(w.shape)} do not fit; expected [batch, channels, ${names}] and [filters, channels / ${window.group}, ${names}]`,
      )
    }
    const positions = sizes.map((size, axis) => windowPositions('conv', size, kernel[axis] as number, window, axis))
    return [{ dtype: x.dtype, shape: [batch, filters, ...positions] }]
  },
  emit: ({ node, inputs, outputs, attributes }) => void node('Conv', inputs, { ...attributes }, outputs),
  vjp: (o, dy, { inputs: [x, w, b], attributes }) => {
    const { base, factored } = withoutFactor(o, dy, w)
    return [
      convInputGradient(o, base, x, factored(w), attributes),
      factored(convKernelGradient(o, base, x, w, attributes)),
      ...(b ? [factored(o.reduceSum(base, { axes: [0, ...spatialAxes(attributes)] }))] : []),
    ]
  },
}

/**
 * Convolution (cross-correlation) over the n axes of the window: for two, x [batch, channels, height, width], w [filters,
 * channels / group, height, width], b [filters]. All channels must be known.
 */
export const conv = defineOp(
  rule,
  (x: Value, w: Value, b: Value | null, attributes: ConvWindow): Value =>
    apply1(rule, b ? [x, w, b] : [x, w], attributes),
)
