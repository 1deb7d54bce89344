import { type Tensor, tensor } from 'tenon'

/** Windows of a series [windows, length, 1], and what follows each [windows, 1]. */
export interface Windows {
  readonly x: Tensor<[number, number, 1], 'float32'>
  readonly y: Tensor<[number, 1], 'float32'>
}

/** For each place `from` to `to` (not included) of a series: the `length` values before it, and the value there. */
export const windows = (series: readonly number[], length: number, from: number, to = series.length): Windows => {
  if (from < length || to > series.length || from >= to) {
    throw new RangeError(`windows: ${series.length} values have no windows of ${length} before ${from} to ${to}`)
  }
  const rows = to - from
  const x = new Float32Array(rows * length)
  for (let row = 0; row < rows; row++) x.set(series.slice(from + row - length, from + row), row * length)
  return { x: tensor(x, [rows, length, 1]), y: tensor(Float32Array.from(series.slice(from, to)), [rows, 1]) }
}

export interface Scale {
  readonly mean: number
  readonly deviation: number
}

/** Mean and standard deviation of values. */
export const scaleOf = (values: readonly number[]): Scale => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

export const standardized = (values: readonly number[], { mean, deviation }: Scale): number[] =>
  values.map((value) => (value - mean) / deviation)

export const meanSquaredError = (values: ArrayLike<number | bigint>, others: ArrayLike<number | bigint>): number =>
  Array.from(values, (value, i) => (Number(value) - Number(others[i])) ** 2).reduce((sum, square) => sum + square, 0) /
  values.length
