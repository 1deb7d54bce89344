import type { Entry, Family } from './entry.js'
import { parts } from './parts.js'
import { products } from './products.js'

const elements: readonly Entry[] = [
  {
    title: 'Tensors that cannot be broadcast',
    cause:
      'Axes are aligned at the end, as in NumPy. Here the batch of the gate meets the time of the series; it needs an axis for time.',
    wrong: `const series = input([20, 8])
const gate = dense(8, { activation: 'sigmoid' })(globalAveragePooling1d()(series))
const gated = multiply(series, gate)`,
    line: 3,
    mended: `const series = input([20, 8])
const gate = dense(8, { activation: 'sigmoid' })(globalAveragePooling1d()(series))
const gated = multiply(series, expandDims(gate, 1))`,
  },
  {
    title: 'Branches that end in different widths',
    cause: 'What is added must be equal in each axis, or 1.',
    wrong: `const x = input([16])
const left = dense(32, { activation: 'relu' })(x)
const right = dense(64, { activation: 'relu' })(x)
const network = model({ inputs: x, outputs: dense(1)(add(left, right)) })`,
    line: 4,
    mended: `const x = input([16])
const left = dense(32, { activation: 'relu' })(x)
const right = dense(32, { activation: 'relu' })(x)
const network = model({ inputs: x, outputs: dense(1)(add(left, right)) })`,
  },
  {
    title: 'Numbers without a tensor',
    cause: 'Operations make tensors of a model from tensors; numbers alone are for JavaScript to add.',
    wrong: 'const scale = multiply(2, 0.5)',
    line: 1,
    mended: 'const scale = multiply(input([8]), 2 * 0.5)',
  },
  {
    title: 'Arithmetic with truth values',
    cause: 'Comparisons give bool, which has no sums and products until it is cast to numbers.',
    wrong: `const x = input([8])
const both = multiply(greater(x, 0), less(x, 1))`,
    line: 2,
    mended: `const x = input([8])
const both = logicalAnd(greater(x, 0), less(x, 1))`,
  },
  {
    title: 'A condition that is not bool',
    cause: 'Where a number counts as true is for a comparison to say.',
    wrong: `const x = input([8])
const rectified = where(x, x, 0)`,
    line: 2,
    mended: `const x = input([8])
const rectified = where(greater(x, 0), x, 0)`,
  },
  {
    title: 'An axis that the tensor does not have',
    cause: 'The batch is axis 0.',
    wrong: `const series = input([20, 8])
const total = sum(series, { axis: 3 })`,
    line: 2,
    mended: `const series = input([20, 8])
const total = sum(series, { axis: 2 })`,
  },
  {
    title: 'An axis that is squeezed out, but longer than 1',
    cause: 'squeeze takes out axes of length 1, as nothing is lost with them.',
    wrong: `const x = input([1, 8])
const flat = squeeze(x, 2)`,
    line: 2,
    mended: `const x = input([1, 8])
const flat = squeeze(x, 1)`,
  },
  {
    title: 'A new axis beyond the end',
    cause: 'Of a tensor of two axes a third one can stand at 0, 1 or 2.',
    wrong: `const x = input([8])
const column = expandDims(x, 3)`,
    line: 2,
    mended: `const x = input([8])
const column = expandDims(x, 2)`,
  },
  {
    title: 'Axes in another order, without the batch',
    cause: 'transpose moves the batch as well, so it counts it. The layer permute leaves it where it is.',
    wrong: `const series = input([20, 8])
const turned = transpose(series, [2, 1])`,
    line: 2,
    mended: `const series = input([20, 8])
const turned = transpose(series, [0, 2, 1])`,
  },
]

export const operations: Family = { title: 'Operations on tensors', entries: [...elements, ...parts, ...products] }
