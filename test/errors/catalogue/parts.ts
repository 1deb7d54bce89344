import type { Entry } from './entry.js'

/** Tensors that are joined and cut. */
export const parts: readonly Entry[] = [
  {
    title: 'Images of different sizes, joined along their channels',
    cause: 'Tensors are joined along one axis; in all others they are alike.',
    wrong: `const image = input([32, 32, 3])
const narrow = conv2d(8, 5)(image)
const wide = conv2d(8, 3, { padding: 'same' })(image)
const both = concatenate([narrow, wide])`,
    line: 4,
    mended: `const image = input([32, 32, 3])
const narrow = conv2d(8, 5, { padding: 'same' })(image)
const wide = conv2d(8, 3, { padding: 'same' })(image)
const both = concatenate([narrow, wide])`,
  },
  {
    title: 'Tensors to join, given one by one',
    cause: 'concatenate and stack take a list, as in Keras; add and its like take operands one by one.',
    wrong: `const [left, right] = [input([3]), input([5])]
const both = concatenate(left, right)`,
    line: 2,
    mended: `const [left, right] = [input([3]), input([5])]
const both = concatenate([left, right])`,
  },
  {
    title: 'Nothing to join',
    cause: 'The shape of nothing is not known.',
    wrong: 'const joined = concatenate([])',
    line: 1,
    mended: 'const joined = concatenate([input([3]), input([5])])',
  },
  {
    title: 'Tensors of different shapes, stacked',
    cause: 'stack puts tensors side by side along a new axis; concatenate joins them along one that they have.',
    wrong: 'const both = stack([input([3]), input([5])], { axis: 1 })',
    line: 1,
    mended: 'const both = concatenate([input([3]), input([5])])',
  },
  {
    title: 'Nothing to stack',
    cause: 'The shape of nothing is not known.',
    wrong: 'const stacked = stack([])',
    line: 1,
    mended: 'const stacked = stack([input([3]), input([3])])',
  },
  {
    title: 'Parts that are not equal',
    cause: 'A number of parts must divide the axis; a list of sizes may be of any.',
    wrong: `const x = input([10])
const [queries, keys, values] = split(x, 3)`,
    line: 2,
    mended: `const x = input([10])
const [queries, keys, values] = split(x, [4, 4, 2])`,
  },
  {
    title: 'Parts that leave something over',
    cause: 'Nothing of the axis is left out, and nothing is there twice.',
    wrong: `const x = input([10])
const [left, right] = split(x, [4, 5])`,
    line: 2,
    mended: `const x = input([10])
const [left, right] = split(x, [5, 5])`,
  },
  {
    title: 'No parts',
    cause: 'split takes how many parts there are, or their sizes.',
    wrong: `const x = input([10])
const cut = split(x, 0)`,
    line: 2,
    mended: `const x = input([10])
const cut = split(x, 2)`,
  },
  {
    title: 'More ranges than axes',
    cause: 'A slice has a range for each axis from the first, which is the batch; those that are left out are whole.',
    wrong: `const series = input([20, 8])
const last = slice(series, [null, -1, null, null])`,
    line: 2,
    mended: `const series = input([20, 8])
const last = slice(series, [null, -1])`,
  },
  {
    title: 'A place outside of its axis',
    cause: 'The places of 20 steps are 0 to 19, or -20 to -1 from the back.',
    wrong: `const series = input([20, 8])
const last = slice(series, [null, 20])`,
    line: 2,
    mended: `const series = input([20, 8])
const last = slice(series, [null, 19])`,
  },
  {
    title: 'A range that goes nowhere',
    cause: 'A step of -1 goes from back to front; one of 0 stays.',
    wrong: `const series = input([20, 8])
const reversed = slice(series, [null, [null, null, 0]])`,
    line: 2,
    mended: `const series = input([20, 8])
const reversed = slice(series, [null, [null, null, -1]])`,
  },
]
