import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { ShapeValue } from '../../shapes/dim.js'
import { type DataFormat, type Padding, samePads } from '../../shapes/window-dim.js'

/** Runs an op on [batch, channels, height, width] whatever the data format; a pass removes transposes that meet. */
export const imageInOnnxOrder = (x: Value, format: DataFormat, run: (image: Value) => Value): Value =>
  format === 'channelsFirst' ? run(x) : ops.transpose(run(ops.transpose(x, [0, 3, 1, 2])), [0, 2, 3, 1])

/**
 * [top, left, bottom, right] for a window over [batch, channels, height, width]. An unknown length has stride 1, whose
 * padding follows from the kernel alone.
 */
export const windowPads = (
  shape: ShapeValue,
  kernel: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
  dilations: readonly [number, number] = [1, 1],
): [number, number, number, number] => {
  if (padding === 'valid') return [0, 0, 0, 0]
  const pads = [0, 1].map((axis) => {
    const size = shape[axis + 2]
    const [k, s, d] = [kernel, strides, dilations].map((pair) => pair[axis] as number) as [number, number, number]
    return typeof size === 'number' ? samePads(size, k, s, d) : samePads(1, k, 1, d)
  }) as [[number, number], [number, number]]
  return [pads[0][0], pads[1][0], pads[0][1], pads[1][1]]
}
