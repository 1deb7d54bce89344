import type { DimValue } from '../../shapes/dim.js'
import { type ConvWindow, spatialAxes, windowAlong } from '../../shapes/window.js'
import { apply1, defineOp, type EmitSite, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { convKernelGradient } from '../lowering/conv-gradient.js'
import { currentTarget } from '../lowering/target.js'

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
  emit: (site) => {
    const {
      node,
      inputs,
      outputs,
      attributes: { outputPadding, ...window },
    } = site
    if (currentTarget().device === 'cuda' && !hasEvenPads(window)) emitCropped(site)
    else node('ConvTranspose', inputs, { ...window, output_padding: outputPadding }, outputs)
  },
  vjp: (o, dy, { inputs: [x, w], attributes: { strides, pads, dilations, group } }) => {
    const window = { strides, pads, dilations, group }
    return [o.conv(dy, w, null, window), convKernelGradient(o, x, dy, w, window)]
  },
}

const hasEvenPads = ({ pads, strides: { length } }: ConvWindow): boolean =>
  pads.slice(0, length).every((before, i) => before === pads[length + i])

/** Pads both ends of an axis by the smaller of its pads, since CUDA's kernel takes no others, and crops the rest. */
const emitCropped = ({
  node,
  int64,
  inputs,
  outputs,
  attributes,
}: EmitSite<ConvTransposeAttributes, readonly Value[]>) => {
  const { outputPadding, pads, ...window } = attributes
  const sides = window.strides.map((_, i) => [pads[i], pads[i + window.strides.length]] as [number, number])
  const least = sides.map((both) => Math.min(...both))
  const even = { ...window, pads: [...least, ...least], output_padding: outputPadding }
  const starts = sides.map(([before], i) => before - (least[i] as number))
  const ends = sides.map(([, after], i) => (after === least[i] ? 2 ** 31 - 1 : (least[i] as number) - after))
  const axes = spatialAxes(window)
  node('Slice', [node('ConvTranspose', inputs, even), int64(starts), int64(ends), int64(axes)], {}, outputs)
}

/** The gradient of conv for its input: x [batch, filters, …], w as in conv. */
export const convTranspose = defineOp(
  rule,
  (x: Value, w: Value, attributes: ConvTransposeAttributes): Value => apply1(rule, [x, w], attributes),
)
