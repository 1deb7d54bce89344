import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { formatShape } from './format.js'

/** A sliding window over n spatial axes, in ONNX's terms. `pads` has n widths before and then n behind. */
export interface Window {
  readonly strides: readonly number[]
  readonly pads: readonly number[]
  readonly dilations: readonly number[]
}

/** A window whose channels fall into `group` groups that do not mix. */
export interface ConvWindow extends Window {
  readonly group: number
}

/** A pooling window of `kernel` elements along each axis. */
export interface PoolWindow extends Window {
  readonly kernel: readonly number[]
}

/** The spatial axes of a window, as they stand in the shape of a tensor: 2 and 3 of [batch, channels, height, width]. */
export const spatialAxes = ({ strides }: Pick<Window, 'strides'>): number[] => strides.map((_, axis) => axis + 2)

/** `height, width`: the names of n spatial axes in sentences. */
export const spatialNames = (n: number): string =>
  n === 1 ? 'time' : ['depth', 'height', 'width'].slice(-n).join(', ')

/** The window along spatial axis 0, 1, …; `reach` is the number of elements from the first to the last that it sees. */
export const windowAlong = ({ strides, pads, dilations }: Window, axis: number, kernel: number) => {
  const [stride, dilation] = [strides[axis] as number, dilations[axis] as number]
  const [before, after] = [pads[axis] as number, pads[axis + strides.length] as number]
  return { stride, dilation, before, after, reach: (kernel - 1) * dilation + 1 }
}

/** The number of window positions along one spatial axis: floor((in + pads - reach) / stride) + 1. */
export const windowPositions = (
  op: string,
  dim: DimValue,
  kernel: number,
  window: Window,
  axis: number,
): number | null => {
  if (typeof dim !== 'number') return null
  const { stride, before, after, reach } = windowAlong(window, axis, kernel)
  const padded = dim + before + after
  if (reach > padded)
    throw new ShapeError(`${op}: kernel reaches over ${reach} elements, the padded input has ${padded}`)
  return Math.floor((padded - reach) / stride) + 1
}

/** The shape of a pooling window's results over x [batch, channels, …]. */
export const windowShape = (op: string, x: ShapeValue, window: PoolWindow): ShapeValue => {
  const { kernel } = window
  if (x.length !== kernel.length + 2) {
    throw new ShapeError(`${op}: expected [batch, channels, ${spatialNames(kernel.length)}], got ${formatShape(x)}`)
  }
  const positions = kernel.map((size, axis) => windowPositions(op, x[axis + 2] as DimValue, size, window, axis))
  return [...x.slice(0, 2), ...positions]
}
