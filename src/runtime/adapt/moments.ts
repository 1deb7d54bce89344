import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { elementCount } from '../elements.js'
import { type AdaptRows, adaptRows } from './rows.js'

/** Means and biased variances, one after the other for tensors of this shape. */
export interface Moments {
  readonly shape: readonly number[]
  readonly mean: Float64Array
  readonly variance: Float64Array
}

/** Which axes keep moments of their own, for data of some shape. */
type Kept = (shape: readonly number[]) => { readonly axes: readonly number[]; readonly lengths: readonly number[] }

/**
 * The moments of all rows of some data along the axes that `kept` gives, in one pass, in float64: those of a block are joined to those
 * before it by Chan, Golub & LeVeque's formula (1979), so that nothing cancels. Throws where blocks differ along the kept axes.
 */
export const momentsOf = async (call: string, data: unknown, kept: Kept): Promise<Moments> => {
  let lengths: readonly number[] | undefined
  let count = 0
  let mean = new Float64Array()
  let squares = new Float64Array()
  for await (const rows of adaptRows(call, data)) {
    const own = kept(rows.shape)
    if (!lengths) {
      lengths = own.lengths
      mean = new Float64Array(elementCount(lengths))
      squares = new Float64Array(elementCount(lengths))
    } else if (lengths.join() !== own.lengths.join()) {
      throw new ShapeError(
        `${call}: ${rows.placeOf(0)} has ${formatShape(own.lengths)} along the kept axes, after rows of ${formatShape(lengths)}; give rows of one size`,
      )
    }
    const block = blockMoments(rows, own.axes, mean.length)
    const total = count + block.count
    for (let i = 0; i < mean.length; i++) {
      const difference = (block.mean[i] as number) - (mean[i] as number)
      mean[i] = (mean[i] as number) + (difference * block.count) / total
      squares[i] =
        (squares[i] as number) + (block.squares[i] as number) + difference ** 2 * ((count * block.count) / total)
    }
    count = total
  }
  return { shape: lengths ?? [], mean, variance: squares.map((sum) => sum / count) }
}

/** Mean and sum of squared differences from it, of each position along the kept axes; all positions have as many elements. */
const blockMoments = (
  { data, shape }: AdaptRows,
  axes: readonly number[],
  positions: number,
): { readonly count: number; readonly mean: Float64Array; readonly squares: Float64Array } => {
  const places = placesAlong(shape, axes)
  const count = data.length / positions
  const mean = new Float64Array(positions)
  const squares = new Float64Array(positions)
  const each = (visit: (x: number, place: number) => void): void => {
    for (let i = 0; i < data.length; i++) visit(Number(data[i]), places[i % places.length] as number)
  }
  each((x, place) => {
    mean[place] = (mean[place] as number) + x
  })
  for (let i = 0; i < positions; i++) mean[i] = (mean[i] as number) / count
  each((x, place) => {
    squares[place] = (squares[place] as number) + (x - (mean[place] as number)) ** 2
  })
  return { count, mean, squares }
}

/** For each element of a row of this shape [rows, …] its position along some axes. */
export const placesAlong = (shape: readonly number[], axes: readonly number[]): Int32Array => {
  const sample = shape.slice(1)
  return Int32Array.from({ length: elementCount(sample) }, (_, element) => {
    let rest = element
    let place = 0
    let size = 1
    for (let axis = shape.length - 1; axis > 0; axis--) {
      const dim = shape[axis] as number
      if (axes.includes(axis)) {
        place += (rest % dim) * size
        size *= dim
      }
      rest = Math.floor(rest / dim)
    }
    return place
  })
}
