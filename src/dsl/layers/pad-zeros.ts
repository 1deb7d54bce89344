import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'

/**
 * x with zeros at both ends of the axes from `first` on. With an axis more, ONNX Runtime does not merge it into a pooling behind it,
 * where zeros would lose to negative numbers.
 */
export const padZeros = (x: Value, first: number, edges: readonly (readonly [start: number, end: number])[]): Value => {
  if (edges.every(([start, end]) => start + end === 0)) return x
  const widths = (side: 0 | 1) => [0, ...x.shape.map((_, axis) => edges[axis - first]?.[side] ?? 0)]
  return ops.squeeze(ops.pad(ops.unsqueeze(x, [0]), { before: widths(0), after: widths(1) }), [0])
}
