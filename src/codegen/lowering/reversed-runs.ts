import { sizeOfShape } from '../../shapes/axes.js'
import type { EmitSite } from '../ir/op.js'
import type { TensorType } from '../ir/value.js'

/**
 * Emits a transpose that puts two or three runs of neighbouring axes in reverse order, such as a kernel [height, width, channels,
 * filters] as [filters, channels, height, width], so that whole rows move, or a matrix of many rows is turned; false where it is none.
 * ONNX Runtime moves numbers singly where several axes move, and what several threads turn of a matrix of few rows lies in the same
 * cache lines: 3 × 3 × 64 × 64 takes 0.12 ms in one go and 0.02 this way, two threads.
 */
export const emitReversedRuns = (site: EmitSite<object, readonly [TensorType]>, perm: readonly number[]): boolean => {
  const { node, int64, inputs, outputs } = site
  const [x] = site.values
  const runs = reversedRuns(perm)
  const all = runs?.map((run) => sizeOfShape(run.map((axis) => x.shape[axis] ?? null)))
  // a Reshape takes 0 for a dim that stays
  if (!all?.every((size) => size !== null && size > 0)) return false
  const sizes = all.filter((size) => size !== 1)
  if (sizes.length < 2) return false
  const turned = (name: string, shape: readonly number[], order: readonly number[]) =>
    turnedAs(site, name, shape, order)
  const [from] = inputs as readonly [string]
  const [inner, middle, outer] = (sizes.length === 2 ? [sizes[0], 1, sizes[1]] : sizes) as [number, number, number]
  const fastest = x.shape.at(-1) as number
  const rest = inner / fastest
  const inTwoSteps = outer < fewRows && fastest > 1 && rest > 1
  const last =
    middle > 1
      ? turned(turned(from, [outer, middle, inner], [1, 0, 2]), [middle * outer, inner], [1, 0])
      : inTwoSteps
        ? turned(turned(from, [outer * rest, fastest], [1, 0]), [fastest * outer, rest], [1, 0])
        : turned(from, [outer, inner], [1, 0])
  const shape = perm.map((axis) => x.shape[axis] as number)
  node('Reshape', [last, int64(shape)], {}, outputs)
  return true
}

/**
 * Transposes what is given this shape before. The runtime would make one transpose of two, or of one and a reshape, were there no Flatten
 * behind each, which does nothing.
 */
export const turnedAs = (
  { node, int64 }: Pick<EmitSite<object, readonly TensorType[]>, 'node' | 'int64'>,
  name: string,
  shape: readonly number[],
  perm: readonly number[],
): string => node('Flatten', [node('Transpose', [node('Reshape', [name, int64(shape)])], { perm })], { axis: 1 })

/** A matrix of fewer rows is turned in two steps. */
const fewRows = 32

/** The axes of two runs or three that stand in reverse order; undefined where that moves one axis only, or is something else. */
const reversedRuns = (perm: readonly number[]): readonly (readonly number[])[] | undefined => {
  const starts = perm.flatMap((axis, i) => (i > 0 && axis === (perm[i - 1] as number) + 1 ? [] : [i]))
  const runs = starts.map((start, i) => perm.slice(start, starts[i + 1]))
  const isReversed = runs.every(([axis], i) => i === 0 || (axis as number) < (runs[i - 1]?.[0] as number))
  const moving = runs.filter(({ length }) => length > 1).length
  return isReversed && (runs.length === 3 || (runs.length === 2 && moving === 2)) ? runs : undefined
}
