import type { ShapeValue } from '../../shapes/dim.js'
import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'

/** A tensor of zeros but for the rows at some positions, such as the gradient of an embedding. */
interface SparseRows {
  readonly zeros: Value
  readonly positions: Value
  readonly rows: Value
  /** There is at most one row for each element of a tensor of this shape. */
  readonly of: ShapeValue | undefined
}

/** What a tensor is made of where it is zeros but for some rows; undefined for others. */
export const rowsOf = ({ node }: Value): SparseRows | undefined => {
  if (node.kind !== 'op') return undefined
  if (node.rule === ops.reshape.rule && node.inputs[0]?.shape.join() === node.outputs[0]?.shape.join())
    return rowsOf(node.inputs[0] as Value)
  if (node.rule !== ops.scatterRows.rule) return undefined
  const [positions, rows, zeros] = node.inputs as readonly [Value, Value, Value]
  const { adds, of } = node.attributes as { readonly adds: boolean; readonly of?: ShapeValue }
  return !adds && isZero(zeros) ? { zeros, positions, rows, of } : undefined
}

const isZero = ({ node }: Value): boolean =>
  node.kind === 'constant'
    ? node.data.every((x) => x === 0)
    : node.kind === 'op' &&
      (node.rule === ops.expand.rule || node.rule === ops.reshape.rule) &&
      isZero(node.inputs[0] as Value)
