import { sizeOfShape } from '../../shapes/axes.js'
import type { EmitSite } from '../ir/op.js'
import type { TensorType } from '../ir/value.js'
import { turnedAs } from './reversed-runs.js'
import { currentTarget } from './target.js'

/** Rows of fewer numbers than this, a cache line, are not moved whole. */
const shortestRow = 16

/**
 * Emits a transpose that exchanges two runs of axes within each sample, such as the channels and the places of images, as one of a matrix of
 * all samples and a move of whole rows; false where it is none. ONNX Runtime turns one sample after the other, each in all threads, which write
 * to the same cache lines: measured with two threads, 32 × 16 × 32 × 32 takes 1.3 to 2.7 ms between convolutions, and 0.3 this way. Not where the
 * model holds its weights: there the runtime makes such transposes part of convolutions. Nor where both runs are one axis, which it makes
 * part of matrix products.
 */
export const emitTurnedSamples = (site: EmitSite<object, readonly [TensorType]>, perm: readonly number[]): boolean => {
  const { node, int64, inputs, outputs } = site
  const [x] = site.values
  const { device, holdsWeights } = currentTarget()
  const runs = device === 'cpu' && !holdsWeights ? exchangedRuns(perm) : undefined
  const [count, rows, columns] = runs?.map((run) => sizeOfShape(run.map((axis) => x.shape[axis] ?? null))) ?? []
  const open = perm.filter((axis) => typeof x.shape[axis] !== 'number').length
  if (!rows || !columns || rows < shortestRow || columns === 1 || count === 1 || open > 1) return false
  // a Reshape takes 0 for a dim that stays
  if (x.shape.includes(0)) return false
  const matrix = turnedAs(site, inputs[0] as string, [-1, columns], [1, 0])
  const moved = turnedAs(site, matrix, [columns, -1, rows], [1, 0, 2])
  const shape = perm.map((axis) => x.shape[axis]).map((dim) => (typeof dim === 'number' ? dim : -1))
  node('Reshape', [moved, int64(shape)], {}, outputs)
  return true
}

/** The axes that stay in front, and the two runs behind them that change places; undefined where it is something else, or both are one axis. */
const exchangedRuns = (perm: readonly number[]): readonly (readonly number[])[] | undefined => {
  const first = perm.findIndex((axis, i) => axis !== i)
  const start = perm[first] as number
  const inner = perm.slice(first, first + perm.length - start)
  const outer = perm.slice(first + inner.length)
  const isRun = (run: readonly number[], from: number) => run.every((axis, i) => axis === from + i)
  const isExchange = first > 0 && isRun(inner, start) && isRun(outer, first)
  return isExchange && perm.length - first > 2 ? [perm.slice(0, first), outer, inner] : undefined
}
