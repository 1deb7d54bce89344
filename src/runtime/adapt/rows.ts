import type { TensorData, TypedArray } from '../../codegen/ir/value.js'
import { checkFinite, type PlaceOf } from '../check-elements.js'
import { checkedRows } from '../checked-tensor.js'
import { partsOf } from '../data/block.js'
import { Dataset } from '../data/dataset.js'
import { type Nested, Tensor } from '../tensor.js'

/** What a layer adapts to: rows in memory, or a dataset, whose targets do not matter. */
export type AdaptData = Tensor | readonly Nested[] | TypedArray | Dataset

/** Some rows, finite. */
export interface AdaptRows extends TensorData {
  /** What errors call a row. */
  readonly placeOf: PlaceOf
}

/**
 * The rows of the data, as they come. Throws TypeError for what is no such data, and for a dataset whose x is several tensors;
 * RangeError for data that are not finite, with the row, for data without rows, and for a dataset without end.
 */
export async function* adaptRows(call: string, data: unknown): AsyncGenerator<AdaptRows> {
  let any = false
  for await (const rows of data instanceof Dataset ? rowsOf(call, data) : [inMemory(call, data)]) {
    if (rows.data.length === 0) continue
    checkFinite(call, 'data', rows, rows.placeOf)
    any = true
    yield rows
  }
  if (!any) throw new RangeError(`${call}: the data have no rows; give at least one`)
}

const inMemory = (call: string, data: unknown): AdaptRows => ({
  ...checkedRows(call, 'data', data),
  placeOf: (row) => `row ${row}`,
})

async function* rowsOf(call: string, { source }: Dataset): AsyncGenerator<AdaptRows> {
  if (source.rows() === Number.POSITIVE_INFINITY) {
    throw new RangeError(`${call}: the dataset repeats without end; give its first rows, as take(count) does`)
  }
  for await (const block of source.read(call, { epoch: 0, seed: 0, signal: undefined })) {
    const { x } = partsOf(block)
    if (!(x instanceof Tensor)) {
      const names = Array.isArray(x) ? `a list of ${x.length}` : Object.keys(x).join(', ')
      throw new TypeError(
        `${call}: the dataset's x is several tensors: ${names}; choose one by map, as in map((x) => [x.NAME])`,
      )
    }
    yield { data: x.data, shape: x.shape, dtype: x.dtype, placeOf: (row) => block.placeOf(block.places[row] as number) }
  }
}
