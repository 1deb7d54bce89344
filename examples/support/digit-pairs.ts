import { type Tensor, tensor } from 'tenon'

type Images = Tensor<[number, 8, 8, 1], 'float32'>
type Labels = Tensor<[number], 'int32'>

/** Pairs of pictures: each one with `times` others, drawn by a generator that gives the same ones every time. */
export const pairsOf = (x: Images, y: Labels, times: number) => {
  const rows = x.rows * times
  const pixels = { left: new Float32Array(rows * 64), right: new Float32Array(rows * 64) }
  const sums = new Int32Array(rows)
  const same = new Float32Array(rows)
  let state = 1
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * x.rows)
  }
  const byDigit = Array.from({ length: 10 }, (_, digit) => [...y.data.keys()].filter((row) => y.data[row] === digit))
  for (let row = 0; row < rows; row++) {
    const first = row % x.rows
    const digit = y.data[first] as number
    const alike = byDigit[digit] as number[]
    // a third of the pairs show one digit twice, where chance alone would give a tenth
    const second = row % 3 === 0 ? (alike[draw() % alike.length] as number) : draw()
    pixels.left.set(x.data.subarray(first * 64, first * 64 + 64), row * 64)
    pixels.right.set(x.data.subarray(second * 64, second * 64 + 64), row * 64)
    sums[row] = digit + (y.data[second] as number)
    same[row] = digit === y.data[second] ? 1 : 0
  }
  return {
    x: { left: tensor(pixels.left, [rows, 8, 8, 1]), right: tensor(pixels.right, [rows, 8, 8, 1]) },
    y: { sum: tensor(sums, [rows]), same: tensor(same, [rows, 1]) },
  }
}
