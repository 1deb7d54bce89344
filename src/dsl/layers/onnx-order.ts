import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { DimValue, ShapeValue } from '../../shapes/dim.js'
import { type DataFormat, type SeriesPadding, samePads } from '../../shapes/window-dim.js'

/** Runs an op on [batch, channels, …] whatever the data format; a pass removes transposes that meet. */
export const inOnnxOrder = (x: Value, format: DataFormat, run: (x: Value) => Value): Value => {
  if (format === 'channelsFirst') return run(x)
  const last = x.shape.length - 1
  const spatial = [...Array(last).keys()].slice(1)
  return ops.transpose(run(ops.transpose(x, [0, last, ...spatial])), [0, ...spatial.map((axis) => axis + 1), 1])
}

/** Runs `run` on images [batch, height, width, channels] whatever the data format. */
export const channelsLast = (x: Value, format: DataFormat, run: (images: Value) => Value): Value =>
  format === 'channelsLast' ? run(x) : ops.transpose(run(ops.transpose(x, [0, 2, 3, 1])), [0, 3, 1, 2])

/** Windows over the spatial axes: a number for each. */
export interface Windows {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly padding: SeriesPadding
  readonly dilations: readonly number[]
}

/** The window in ONNX's terms for x of the given shape [batch, channels, …]. */
export const onnxWindow = ({ kernel, strides, padding, dilations }: Windows, shape: ShapeValue) => {
  const widths = kernel.map((size, axis) =>
    pads(shape[axis + 2] as DimValue, size, strides[axis] as number, padding, dilations[axis] as number),
  )
  return { strides, dilations, pads: [...widths.map(([before]) => before), ...widths.map(([, after]) => after)] }
}

/** Zeros before and after one axis. Where 'same' meets an unknown length the stride is 1: the kernel alone says how many. */
const pads = (
  size: DimValue,
  kernel: number,
  stride: number,
  padding: SeriesPadding,
  dilation: number,
): readonly [number, number] => {
  if (padding === 'valid') return [0, 0]
  if (padding === 'causal') return [(kernel - 1) * dilation, 0]
  return typeof size === 'number' ? samePads(size, kernel, stride, dilation) : samePads(1, kernel, 1, dilation)
}
