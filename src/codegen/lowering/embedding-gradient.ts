import { sizeOfShape } from '../../shapes/axes.js'
import { type DimValue, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import type { Ops } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'
import { choice } from './choice.js'
import { rankedRowSums } from './choices.js'
import { zerosLike } from './zeros-like.js'

/**
 * The gradient of rows that `ids` took from a table [n, …], whose n may be known at run time only: the rows of `dy` [...ids, …] added
 * up by id. The order of the additions follows from the ids alone, so that the result is the same for every number of threads above one: ScatterND
 * that adds races in several threads of a CPU where ids repeat, and both scatters do on CUDA.
 */
export const rowGradient = (o: Ops, dy: Value, ids: Value, table: Value): Value => {
  const [rows = null] = table.shape
  const columns = sizeOfShape(table.shape.slice(1))
  if (columns === null) {
    throw new ShapeError(`gather: the gradient needs rows of known shape, got a table ${formatShape(table.shape)}`)
  }
  return o.reshape(rowSums(o, [dy, ids, o.reshape(table, [rows, columns])], {}), table.shape)
}

/** The sums of rows by id, in the shape of a table [rows, columns]. */
const rowSums = choice<'scatter' | 'product' | 'sort', object>({
  kind: 'embedding gradient',
  ways: {
    scatter: (o, inputs) => {
      const { rows, ids, table } = flattened(o, inputs)
      return o.scatterRows(zerosLike(o, table), o.cast(ids, 'int64'), rows, { adds: true })
    },
    product: (o, inputs) => {
      const { rows, ids, table } = flattened(o, inputs)
      return sumByProduct(o, rows, ids, table.shape[0] as number)
    },
    sort: (o, inputs) => {
      const { rows, ids, table } = flattened(o, inputs)
      return sumBySort(o, rows, ids, zerosLike(o, table), (inputs[1] as Value).shape)
    },
  },
  ranked: rankedRowSums,
  below: ([, , table]) => Number((table as Value).shape[0]),
})

/** Rows [n, columns] and ids [n]. */
const flattened = (o: Ops, inputs: readonly Value[]) => {
  const [dy, ids, table] = inputs as readonly [Value, Value, Value]
  const count = sizeOfShape(ids.shape)
  return { rows: o.reshape(dy, [count, table.shape[1] as number]), ids: o.reshape(ids, [count]), table }
}

/** A matrix of which row takes which id, times the rows. */
const sumByProduct = (o: Ops, dy: Value, ids: Value, rows: number): Value => {
  const row = constant([...Array(rows).keys()], ids.dtype, [rows, 1])
  return o.matmul(o.cast(o.equal(row, o.unsqueeze(ids, [0])), dy.dtype), dy)
}

/** Behind the end of any axis. */
const beyond = 2 ** 31 - 1

/**
 * Sorts the ids, adds up all rows in that order from the last to each, and takes differences where an id begins. The running sums are
 * float64: a difference is off by about 1e-16 of the largest of them. A row that is not finite spoils those of smaller ids too, the
 * first row all. One place more, behind all others, ends the last id; it takes the first row, which is in both sums then. The ids were
 * `of` that shape.
 */
const sumBySort = (o: Ops, dy: Value, ids: Value, zeros: Value, of: ShapeValue): Value => {
  const part = (x: Value, start: number, end: number) =>
    o.slice(x, { axes: [0], starts: [start], ends: [end], steps: [1] })
  const { values, positions } = o.sort(ids)
  const sorted = o.cast(values, 'int64')
  const one = constant([1], 'bool')
  const isFirst = o.concat([one, o.greater(part(sorted, 1, beyond), part(sorted, 0, -1)), one], 0)
  const firsts = o.compress(o.rangeOf(o.sizeOf(isFirst)), isFirst)
  const { rows, repeats } = unrepeated(o, dy)
  const [summed, right] = factorsOf(o, rows) ?? [rows]
  const order = repeats === 1 ? positions : o.div(positions, repeats)
  const inOrder = o.gather(o.cast(summed, 'float64'), o.concat([order, constant([0], 'int64')], 0))
  const sums = o.cumSum(inOrder, { axis: 0, reverse: true })
  const begins = part(firsts, 0, -1)
  const own = o.cast(o.sub(o.gather(sums, begins), o.gather(sums, part(firsts, 1, beyond))), dy.dtype)
  return o.scatterRows(zeros, o.gather(sorted, begins), right ? o.matmul(own, right) : own, { of })
}

/** Rows of which each stands for so many that are equal, one behind the other, such as those that a mean over time gives its gradient to. */
const unrepeated = (o: Ops, flat: Value): { readonly rows: Value; readonly repeats: number } => {
  const { node } = flat
  const whole = node.kind === 'op' && node.rule.name === 'reshape' ? node.inputs[0] : undefined
  const few = whole?.node.kind === 'op' && whole.node.rule.name === 'expand' ? whole.node.inputs[0] : undefined
  const along = (whole?.shape.length ?? 0) - 2
  const repeats = whole?.shape[along]
  // else they are parts of the rows, or several of them
  const isRow = whole?.shape.at(-1) === flat.shape.at(-1)
  const isRepeated =
    isRow &&
    few?.shape.length === whole?.shape.length &&
    few?.shape.every((dim, i) => dim === (i === along ? 1 : whole?.shape[i]))
  if (!few || !isRepeated || typeof repeats !== 'number') return { rows: flat, repeats: 1 }
  return { rows: o.reshape(few, [sizeOfShape(few.shape.slice(0, -1)), few.shape.at(-1) as DimValue]), repeats }
}

/**
 * Of rows that are a product, such as those that a dense layer gives its gradient to: the left factor, where it has fewer columns than
 * they, and the right one. Sums of rows are sums of the left factor's, times the right one.
 */
const factorsOf = (o: Ops, rows: Value): readonly [left: Value, right: Value] | undefined => {
  const { node } = rows
  if (node.kind !== 'op') return undefined
  const [x, y] = node.inputs as readonly [Value, Value]
  const columns = x.shape.at(-1)
  if (node.rule === o.matmul.rule) {
    const isNarrow = typeof columns === 'number' && columns < Number(rows.shape.at(-1))
    if (!isNarrow || y.shape.length !== 2) return undefined
    return [o.reshape(x, [sizeOfShape(x.shape.slice(0, -1)), columns]), y]
  }
  const isScaled = node.rule === o.div.rule && y.shape.length === 0
  const isSame = (node.rule === o.reshape.rule || node.rule === o.unsqueeze.rule) && columns === rows.shape.at(-1)
  const [left, right] = (isScaled || isSame ? factorsOf(o, x) : undefined) ?? []
  return left && right && [isScaled ? o.div(left, y) : left, right]
}
