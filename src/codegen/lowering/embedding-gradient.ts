import { sizeOfShape } from '../../shapes/axes.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import type { Ops } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'
import { choice } from './choice.js'
import { rankedRowSums } from './choices.js'
import { zerosLike } from './zeros-like.js'

/**
 * The gradient of rows that `ids` took from a table [n, …], whose n may be known at run time only: the rows of `dy` [...ids, …] added
 * up by id. The order of the
 * additions follows from the ids alone, so that the result is the same for every number of threads: ScatterND that adds
 * races on the CPU, and both scatters do on CUDA.
 */
export const rowGradient = (o: Ops, dy: Value, ids: Value, table: Value): Value => {
  const [rows = null] = table.shape
  const columns = sizeOfShape(table.shape.slice(1))
  if (columns === null) {
    throw new ShapeError(`gather: the gradient needs rows of known shape, got a table ${formatShape(table.shape)}`)
  }
  const count = sizeOfShape(ids.shape)
  const flatIds = o.reshape(ids, [count])
  const flat = o.reshape(dy, [count, columns])
  return o.reshape(rowSums(o, [flat, flatIds, o.reshape(table, [rows, columns])], {}), table.shape)
}

/** The sums of rows by id, in the shape of a table. */
const rowSums = choice<'product' | 'sort', object>({
  kind: 'embedding gradient',
  ways: {
    product: (o, inputs) => {
      const [rows, ids, table] = inputs as readonly [Value, Value, Value]
      return sumByProduct(o, rows, ids, table.shape[0] as number)
    },
    sort: (o, inputs) => {
      const [rows, ids, table] = inputs as readonly [Value, Value, Value]
      return sumBySort(o, rows, ids, zerosLike(o, table))
    },
  },
  ranked: rankedRowSums,
  below: ([, , table]) => Number((table as Value).shape[0]),
})

/** A matrix of which row takes which id, times the rows. */
const sumByProduct = (o: Ops, dy: Value, ids: Value, rows: number): Value => {
  const row = constant([...Array(rows).keys()], ids.dtype, [rows, 1])
  return o.matmul(o.cast(o.equal(row, o.unsqueeze(ids, [0])), dy.dtype), dy)
}

/**
 * Sorts the ids, adds up all rows in that order, and takes differences where an id ends. The running sums are float64: a
 * difference is off by about 1e-16 of the largest of them. A row that is not finite spoils those of larger ids too.
 */
const sumBySort = (o: Ops, dy: Value, ids: Value, zeros: Value): Value => {
  const { values: sorted, positions } = o.sort(ids)
  const part = (x: Value, start: number, end: number) =>
    o.slice(x, { axes: [0], starts: [start], ends: [end], steps: [1] })
  const changes = o.not(o.equal(part(sorted, 1, 2 ** 31 - 1), part(sorted, 0, -1)))
  const isLast = o.concat([changes, constant([1], 'bool')], 0)
  const upTo = o.compress(o.cumSum(o.cast(o.gather(dy, positions), 'float64'), { axis: 0 }), isLast)
  const columns = zeros.shape[1] as number
  const none = constant(new Float64Array(columns), 'float64', [1, columns])
  const sums = o.sub(upTo, o.concat([none, part(upTo, 0, -1)], 0))
  return o.scatterRows(zeros, o.cast(o.compress(sorted, isLast), 'int64'), o.cast(sums, dy.dtype))
}
