import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { formatShape } from './format.js'

/** A sliding window over the two spatial axes, in ONNX's terms. `pads` is [top, left, bottom, right]. */
export interface Window {
  readonly strides: readonly [number, number]
  readonly pads: readonly [number, number, number, number]
  readonly dilations: readonly [number, number]
}

/** A window whose channels fall into `group` groups that do not mix. */
export interface ConvWindow extends Window {
  readonly group: number
}

/** A pooling window of `kernel` rows and columns. */
export interface PoolWindow extends Window {
  readonly kernel: readonly [number, number]
}

/** The number of window positions along spatial axis 0 or 1: floor((in + pads - reach) / stride) + 1. */
export const windowPositions = (op: string, dim: DimValue, kernel: number, window: Window, axis: 0 | 1): DimValue => {
  if (typeof dim !== 'number') return null
  const reach = (kernel - 1) * window.dilations[axis] + 1
  const padded = dim + window.pads[axis] + window.pads[(axis + 2) as 2 | 3]
  if (reach > padded)
    throw new ShapeError(`${op}: kernel reaches over ${reach} elements, the padded input has ${padded}`)
  return Math.floor((padded - reach) / window.strides[axis]) + 1
}

/** The shape of a pooling window's results over x [batch, channels, height, width]. */
export const windowShape = (op: string, x: ShapeValue, window: PoolWindow): ShapeValue => {
  if (x.length !== 4) throw new ShapeError(`${op}: expected [batch, channels, height, width], got ${formatShape(x)}`)
  const [batch, channels, height, width] = x as [DimValue, DimValue, DimValue, DimValue]
  const rows = windowPositions(op, height, window.kernel[0], window, 0)
  return [batch, channels, rows, windowPositions(op, width, window.kernel[1], window, 1)]
}
