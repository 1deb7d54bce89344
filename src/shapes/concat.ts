import { normalizeAxis } from './axes.js'
import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { formatShape } from './format.js'

/** The shape of tensors joined along `axis`; their other dims must agree. */
export const concatShapes = (shapes: readonly ShapeValue[], axis: number): ShapeValue => {
  const [first, ...rest] = shapes
  if (!first) throw new ShapeError('concat: expected at least one tensor, got none')
  const at = normalizeAxis('concat', axis, first.length)
  return rest.reduce<ShapeValue>((joined, shape) => {
    const fits = shape.length === joined.length && shape.every((dim, i) => i === at || known(dim, joined[i]))
    if (!fits) {
      throw new ShapeError(
        `concat: shapes ${formatShape(first)} and ${formatShape(shape)} must be equal in every axis but axis ${at}`,
      )
    }
    return joined.map((dim, i) => (i === at ? total(dim, shape[i]) : (dim ?? (shape[i] as DimValue))))
  }, first)
}

const known = (a: DimValue | undefined, b: DimValue | undefined): boolean => a === b || a === null || b === null

const total = (a: DimValue, b: DimValue | undefined): DimValue =>
  typeof a === 'number' && typeof b === 'number' ? a + b : null
