import { createRandom } from '../../src/runtime/random.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'

/** Rows of y = x · [1, -2, 3] + 0.5, x uniform in [0, 1). */
export const regressionData = (rows: number): { x: Tensor<[number, 3]>; y: Tensor<[number, 1]> } => {
  const random = createRandom(1, 'regression')
  const x = Float32Array.from({ length: rows * 3 }, random)
  const y = Float32Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = x.subarray(row * 3, row * 3 + 3) as unknown as [number, number, number]
    return a - 2 * b + 3 * c + 0.5
  })
  return { x: tensor(x, [rows, 3]) as Tensor<[number, 3]>, y: tensor(y, [rows, 1]) as Tensor<[number, 1]> }
}

/** Rows whose class is the largest of their four features. */
export const classData = (rows: number): { x: Tensor<[number, 4]>; y: Tensor<[number]> } => {
  const random = createRandom(1, 'classes')
  const x = Float32Array.from({ length: rows * 4 }, random)
  const y = Int32Array.from({ length: rows }, (_, row) => {
    const own = [...x.subarray(row * 4, row * 4 + 4)]
    return own.indexOf(Math.max(...own))
  })
  return { x: tensor(x, [rows, 4]) as Tensor<[number, 4]>, y: tensor(y, [rows]) as Tensor<[number]> }
}
