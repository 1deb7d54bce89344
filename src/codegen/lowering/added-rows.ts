import { sizeOfShape } from '../../shapes/axes.js'
import type { ShapeValue } from '../../shapes/dim.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { atBatch, choice } from './choice.js'
import { rankedRowAdditions } from './choices.js'
import { zerosLike } from './zeros-like.js'

interface Rows {
  /** int64, no two of them equal. */
  readonly positions: Value
  readonly rows: Value
  /** There is at most one row for each element of a tensor of this shape. */
  readonly of: ShapeValue | undefined
}

/** A table [n, columns] with rows added at some positions. */
export const withRowsAdded = (o: Ops, table: Value, { positions, rows, of }: Rows): Value =>
  addition(o, [table, positions, rows], { of })

const addition = choice<'rows' | 'table', Pick<Rows, 'of'>>({
  kind: 'addition of rows',
  ways: {
    rows: (o, inputs) => {
      const [table, positions, rows] = inputs as readonly [Value, Value, Value]
      return o.scatterRows(table, positions, rows, { adds: true })
    },
    table: (o, inputs, { of }) => {
      const [table, positions, rows] = inputs as readonly [Value, Value, Value]
      return o.add(table, o.scatterRows(zerosLike(o, table), positions, rows, { of }))
    },
  },
  ranked: rankedRowAdditions,
  below: ([table]) => Number((table as Value).shape[0]),
  typesAt: (inputs, { of }, batch) => {
    const [table, positions, rows] = inputs as readonly [Value, Value, Value]
    const most = of ? sizeOfShape(atBatch(of, batch)) : null
    const count = most === null ? null : Math.min(most, Number(table.shape[0]))
    return [table, { ...positions, shape: [count] }, { ...rows, shape: [count, ...table.shape.slice(1)] }]
  },
})
