import type { TypedArray } from '../../codegen/ir/value.js'
import type { Slices } from '../../codegen/slices.js'
import type { SummaryValue } from './event.js'

/** A number over the steps, in float32 as TensorFlow writes it. */
export const scalar = (tag: string, value: number): SummaryValue => ({
  tag,
  plugin: 'scalars',
  dtype: 'float32',
  shape: [],
  data: Float32Array.of(value),
})

const buckets = 30
/** How many elements are looked at before other work may come in between: some milliseconds' worth. */
const slice = 2 ** 18

/**
 * In slices, how many elements are in each of 30 ranges of one width between the least and the largest: rows of left edge, right edge and
 * count. TensorBoard's `tf.summary.histogram`; where all elements are one number, they are in the last range.
 */
export function* histogram(tag: string, values: TypedArray): Slices<SummaryValue> {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const part of partsOf(values)) {
    for (const value of part) {
      least = Math.min(least, Number(value))
      largest = Math.max(largest, Number(value))
    }
    yield
  }
  const rows = values.length === 0 ? 0 : buckets
  const data = new Float64Array(rows * 3)
  const width = (largest - least) / buckets
  for (let i = 0; i < rows; i++) {
    data[i * 3] = least + i * width
    data[i * 3 + 1] = i === buckets - 1 ? largest : least + (i + 1) * width
  }
  for (const part of partsOf(values)) {
    for (const value of part) {
      const at = width === 0 ? buckets - 1 : Math.min(Math.floor((Number(value) - least) / width), buckets - 1)
      data[at * 3 + 2] = (data[at * 3 + 2] as number) + 1
    }
    yield
  }
  return { tag, plugin: 'histograms', dtype: 'float64', shape: [rows, 3], data }
}

function* partsOf(values: TypedArray): Generator<TypedArray> {
  for (let at = 0; at < values.length; at += slice) yield values.subarray(at, at + slice)
}
