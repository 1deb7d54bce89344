import { scalar, type Value } from '../ir/value.js'
import { withRowsAdded } from '../lowering/added-rows.js'
import * as ops from '../ops/index.js'
import { rowsOf } from './sparse-rows.js'

/** old + (target - old) · (1 - beta): a moving average that keeps the share beta of itself. */
export const towards = (old: Value, target: Value, beta: number): Value =>
  ops.add(old, ops.mul(ops.sub(target, old), 1 - beta))

/** beta · old + next. Where that is zeros but for some rows, the others are only scaled. */
export const fadingSum = (old: Value, next: Value, beta: number): Value => {
  const kept = ops.mul(old, beta)
  const sparse = rowsOf(next)
  return sparse ? withRowsAdded(ops, kept, sparse) : ops.add(kept, next)
}

/** 1 - beta ^ step, by which an average that began at 0 is too small (Kingma & Ba, 2015). */
export const correction = (beta: number, step: Value): Value => ops.sub(1, ops.pow(scalar(beta), step))

export const square = (x: Value): Value => {
  const sparse = rowsOf(x)
  if (!sparse) return ops.mul(x, x)
  const { zeros, positions, rows, of } = sparse
  return ops.scatterRows(zeros, positions, ops.mul(rows, rows), { of })
}
