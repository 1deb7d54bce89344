import { normalizeAxis } from './axes.js'
import { ShapeError, type ShapeValue } from './dim.js'

/** ONNX's Slice: elements start, start + step, … before end, along each of `axes`; negative positions count from the back. */
export interface Slicing {
  readonly axes: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly steps: readonly number[]
}

export const sliceShape = (shape: ShapeValue, { axes, starts, ends, steps }: Slicing): ShapeValue => {
  if ([starts, ends, steps].some((list) => list.length !== axes.length)) {
    throw new ShapeError('slice: expected one start, end and step for each axis')
  }
  const result = [...shape]
  for (const [i, axis] of axes.entries()) {
    const at = normalizeAxis('slice', axis, shape)
    const dim = shape[at]
    const step = steps[i] as number
    if (step === 0) throw new ShapeError('slice: step must not be 0')
    result[at] = typeof dim === 'number' ? sliceLength(dim, starts[i] as number, ends[i] as number, step) : null
  }
  return result
}

const sliceLength = (dim: number, start: number, end: number, step: number): number => {
  const position = (x: number, low: number, high: number) => Math.min(Math.max(x < 0 ? x + dim : x, low), high)
  const [first, last] =
    step > 0
      ? [position(start, 0, dim), position(end, 0, dim)]
      : [position(start, 0, dim - 1), position(end, -1, dim - 1)]
  return Math.max(0, Math.ceil((last - first) / step))
}
