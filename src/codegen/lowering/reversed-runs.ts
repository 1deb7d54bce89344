import { sizeOfShape } from '../../shapes/axes.js'
import type { EmitSite } from '../ir/op.js'
import type { TensorType } from '../ir/value.js'

/**
 * Emits a transpose that puts two or three runs of neighbouring axes in reverse order, such as a kernel [height, width, channels,
 * filters] as [filters, channels, height, width], so that one run moves at a time; false where it is none. ONNX Runtime moves
 * numbers singly where several axes move, which takes up to six times as long. It would make one transpose of two, or of one and a
 * reshape, were there no Flatten between, which does nothing.
 */
export const emitReversedRuns = (
  { node, int64, inputs, outputs, values: [x] }: EmitSite<object, readonly [TensorType]>,
  perm: readonly number[],
): boolean => {
  const runs = reversedRuns(perm)
  const sizes = runs?.map((run) => sizeOfShape(run.map((axis) => x.shape[axis] ?? null)))
  // a Reshape takes 0 for a dim that stays
  if (!sizes?.every((size) => size !== null && size > 0)) return false
  const [inner, middle, outer] = (sizes.length === 2 ? [sizes[0], 1, sizes[1]] : sizes) as [number, number, number]
  const turned = (name: string, shape: readonly number[], order: readonly number[]) =>
    node('Transpose', [node('Reshape', [name, int64(shape)])], { perm: order })
  const flat = node('Flatten', [turned(inputs[0] as string, [outer * middle, inner], [1, 0])], { axis: 1 })
  const last = middle === 1 ? flat : turned(flat, [inner, outer, middle], [0, 2, 1])
  const shape = perm.map((axis) => x.shape[axis] as number)
  node('Reshape', [last, int64(shape)], {}, outputs)
  return true
}

/** The axes of two runs or three that stand in reverse order; undefined where that moves one axis only, or is something else. */
const reversedRuns = (perm: readonly number[]): readonly (readonly number[])[] | undefined => {
  const starts = perm.flatMap((axis, i) => (i > 0 && axis === (perm[i - 1] as number) + 1 ? [] : [i]))
  const runs = starts.map((start, i) => perm.slice(start, starts[i + 1]))
  const isReversed = runs.every(([axis], i) => i === 0 || (axis as number) < (runs[i - 1]?.[0] as number))
  const moving = runs.filter(({ length }) => length > 1).length
  return isReversed && (runs.length === 3 || (runs.length === 2 && moving === 2)) ? runs : undefined
}
