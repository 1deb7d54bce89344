import { broadcastShapes } from './broadcast.js'
import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { formatShape } from './format.js'

/** The shape of a matrix product: the last two axes are multiplied, the others broadcast. Both ranks at least 2. */
export const matmulShape = (a: ShapeValue, b: ShapeValue): ShapeValue => {
  const inner = a.at(-1) as DimValue
  const outer = b.at(-2) as DimValue
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(`matmul: expected two tensors of rank 2 or more, got ${formatShape(a)} and ${formatShape(b)}`)
  }
  if (inner !== outer && inner !== null && outer !== null) {
    throw new ShapeError(
      `matmul: shapes ${formatShape(a)} and ${formatShape(b)} do not fit: the last axis of the first is ${inner}, the second-last of the second ${outer}`,
    )
  }
  return [...broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)), a.at(-2) as DimValue, b.at(-1) as DimValue]
}
