import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { type DataFormat, type Padding, samePads } from '../../shapes/window-dim.js'

/** Runs an op on [batch, channels, height, width] whatever the data format; a pass removes transposes that meet. */
export const imageInOnnxOrder = (x: Value, format: DataFormat, run: (image: Value) => Value): Value =>
  format === 'channelsFirst' ? run(x) : ops.transpose(run(ops.transpose(x, [0, 3, 1, 2])), [0, 2, 3, 1])

/** [top, left, bottom, right] for a window over [batch, channels, height, width]. */
export const windowPads = (
  layer: string,
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
    if (typeof size === 'number') return samePads(size, k, s, d)
    if (s === 1) return samePads(1, k, 1, d)
    throw new ShapeError(
      `${layer}: padding 'same' with strides needs a known height and width, got ${formatShape(shape)}`,
    )
  }) as [[number, number], [number, number]]
  return [pads[0][0], pads[1][0], pads[0][1], pads[1][1]]
}
