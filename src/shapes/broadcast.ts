import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { formatDim, formatShape } from './format.js'

/** The shape of two tensors broadcast against each other, as in NumPy: axes are aligned at the end, 1 repeats. */
export const broadcastShapes = (op: string, a: ShapeValue, b: ShapeValue): ShapeValue => {
  const rank = Math.max(a.length, b.length)
  const dimAt = (shape: ShapeValue, axis: number): DimValue => {
    const at = axis - (rank - shape.length)
    return at < 0 ? 1 : (shape[at] as DimValue)
  }
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [dimAt(a, axis), dimAt(b, axis)]
    if (x === y || y === 1) return x
    if (x === 1) return y
    if (x === null) return typeof y === 'number' ? y : null
    if (y === null) return typeof x === 'number' ? x : null
    throw new ShapeError(
      `${op}: shapes ${formatShape(a)} and ${formatShape(b)} cannot be broadcast: axis ${axis} is ${formatDim(x)} vs ${formatDim(y)}`,
    )
  })
}
