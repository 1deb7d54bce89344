import { type DimValue, ShapeError, type ShapeValue } from './dim.js'

/** `axis` counted from the front; negative axes count from the back, as in NumPy. */
export const normalizeAxis = (op: string, axis: number, rank: number): number => {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(
      `${op}: axis must be an integer in [${-rank}, ${rank - 1}] for a tensor of rank ${rank}, got ${axis}`,
    )
  }
  return axis < 0 ? axis + rank : axis
}

/** The axes to reduce, ascending and without repeats; all axes where none are given. */
export const normalizeAxes = (op: string, axes: readonly number[] | undefined, rank: number): number[] => {
  const all = axes?.map((axis) => normalizeAxis(op, axis, rank)) ?? Array.from({ length: rank }, (_, i) => i)
  return [...new Set(all)].sort((a, b) => a - b)
}

/** The shape left when `axes` (normalized) are reduced. */
export const reduceShape = (shape: ShapeValue, axes: readonly number[], keepDims: boolean): ShapeValue =>
  keepDims ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : shape.filter((_, i) => !axes.includes(i))

/** The shape with its axes in the order of `perm`. */
export const transposeShape = (shape: ShapeValue, perm: readonly number[]): ShapeValue => {
  const sorted = [...perm].sort((a, b) => a - b)
  if (perm.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
    throw new ShapeError(`transpose: expected a permutation of the ${shape.length} axes, got [${perm.join(', ')}]`)
  }
  return perm.map((axis) => shape[axis] as DimValue)
}

/** The number of elements, or null where a dim is not known. */
export const sizeOfShape = (shape: ShapeValue): number | null =>
  shape.reduce<number | null>((size, dim) => (size !== null && typeof dim === 'number' ? size * dim : null), 1)
