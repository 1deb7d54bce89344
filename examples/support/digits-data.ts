import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Tensor, tensor } from 'tenon'

/** Samples and labels, split into what trains and what tests. */
export interface Split<S extends [number, number, number]> {
  readonly x: Tensor<[number, ...S], 'float32'>
  readonly y: Tensor<[number], 'int32'>
  readonly testX: Tensor<[number, ...S], 'float32'>
  readonly testY: Tensor<[number], 'int32'>
}

/** Every fifth row, from the first, is for testing. */
export const splitRows = <const S extends [number, number, number]>(
  pixels: Float32Array,
  labels: Int32Array,
  sample: S,
): Split<S> => {
  const size = sample[0] * sample[1] * sample[2]
  const part = (isTest: boolean) => {
    const rows = [...labels.keys()].filter((row) => (row % 5 === 0) === isTest)
    const x = new Float32Array(rows.length * size)
    for (const [at, row] of rows.entries()) x.set(pixels.subarray(row * size, (row + 1) * size), at * size)
    return {
      x: tensor(x, [rows.length, ...sample]) as Tensor<[number, ...S], 'float32'>,
      y: tensor(
        Int32Array.from(rows, (row) => labels[row] as number),
        [rows.length],
      ),
    }
  }
  const [train, test] = [part(false), part(true)]
  return { x: train.x, y: train.y, testX: test.x, testY: test.y }
}

/** The 1,797 handwritten digits that come with the examples: 8 × 8 grey pixels in [0, 1]. */
export const loadDigits = (): Split<[8, 8, 1]> => {
  const text = gunzipSync(readFileSync(new URL('../data/digits/digits.csv.gz', import.meta.url))).toString()
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const pixels = Float32Array.from(rows.flatMap((row) => row.slice(0, 64).map((grey) => grey / 16)))
  return splitRows(
    pixels,
    Int32Array.from(rows, (row) => row[64] as number),
    [8, 8, 1],
  )
}
