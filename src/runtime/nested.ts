import type { TensorData } from '../codegen/ir/value.js'
import { describeValue } from '../shapes/describe-value.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { areEqualDims, elementCount } from './elements.js'

/**
 * Nested arrays as a tensor of float64, which holds every number exactly. Throws TypeError for what is no number, ShapeError where
 * rows differ in shape, or are no arrays of equal lengths themselves; both with the row.
 */
export const nestedRows = (call: string, name: string, rows: readonly unknown[]): TensorData => {
  const shapeOf = (part: unknown, row: number): readonly number[] => {
    if (typeof part === 'number') return []
    if (!Array.isArray(part)) {
      throw new TypeError(`${call}: ${name} must hold numbers, but row ${row} holds ${describeValue(part)}`)
    }
    let first: readonly number[] = []
    for (let i = 0; i < part.length; i++) {
      const own = shapeOf(part[i], row)
      if (i === 0) first = own
      else if (!areEqualDims(own, first)) {
        throw new ShapeError(
          `${call}: ${name} is ragged: in row ${row}, item ${i} has shape ${formatShape(own)} beside ${formatShape(first)}; pad them to equal lengths`,
        )
      }
    }
    return [part.length, ...first]
  }
  const sample = rows.length === 0 ? [] : shapeOf(rows[0], 0)
  const size = elementCount(sample)
  const data = new Float64Array(rows.length * size)
  let at = 0
  const fill = (part: unknown): void => {
    if (typeof part === 'number') data[at++] = part
    else for (const inner of part as readonly unknown[]) fill(inner)
  }
  for (let row = 0; row < rows.length; row++) {
    const own = row === 0 ? sample : shapeOf(rows[row], row)
    if (!areEqualDims(own, sample)) {
      throw new ShapeError(
        `${call}: ${name} is ragged: row ${row} has shape ${formatShape(own)} beside ${formatShape(sample)}; pad the rows to equal lengths`,
      )
    }
    fill(rows[row])
  }
  return { data, shape: [rows.length, ...sample], dtype: 'float64' }
}
