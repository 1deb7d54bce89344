import type { Tensor } from '../tensor.js'
import { sliced } from './block.js'
import { keep } from './borrowed.js'
import { Dataset } from './dataset.js'
import type { Source } from './source.js'
import { type Batch, blockOf, type XOf, type YOf } from './yielded.js'

/** How many rows are read at once. */
const blockRows = 256

/**
 * A dataset of tensors or nested arrays in memory, [rows, …] each; of several by lists or by name. Throws where they have other
 * numbers of rows.
 */
export const fromTensors = <const B extends Exclude<Batch, Tensor>>(...batch: B): Dataset<XOf<B>, YOf<B>> => {
  const block = blockOf('fromTensors: the data', batch, (rows) => ({
    places: Float64Array.from({ length: rows }, (_, row) => row),
    placeOf: (row) => `row ${row}`,
  }))
  keep(block.columns)
  const source: Source = {
    rows: () => block.rows,
    ownBatches: false,
    inspect: async (_, show) => {
      show(block)
    },
    read: async function* () {
      for (let start = 0; start < block.rows; start += blockRows) {
        yield sliced(block, start, Math.min(start + blockRows, block.rows))
      }
    },
  }
  return new Dataset<XOf<B>, YOf<B>>(source)
}
