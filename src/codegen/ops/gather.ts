import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { rowGradient } from '../lowering/embedding-gradient.js'

const rule: OpRule<object, readonly [Value, Value]> = {
  name: 'gather',
  infer: ([table, ids]) => {
    if (table.shape.length === 0) {
      throw new ShapeError(`gather: expected a table [rows, …], got ${formatShape(table.shape)}`)
    }
    if (ids.dtype !== 'int32' && ids.dtype !== 'int64') {
      throw new ShapeError(`gather: expected int32 or int64 indices, got ${ids.dtype}; use cast`)
    }
    return [{ dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] }]
  },
  emit: ({ node, inputs, outputs }) => void node('Gather', inputs, { axis: 0 }, outputs),
  vjp: (o, dy, { inputs: [table, ids] }) => [rowGradient(o, dy, ids, table), null],
}

/** Rows of a table [n, …] at indices [i, j, …] in 0 to n - 1, int32 or int64: [i, j, …, …]. */
export const gather = defineOp(rule, (table: Value, ids: Value): Value => apply1(rule, [table, ids]))
