import type { Entry } from './entry.js'

const heads = `const queries = input([20, 64])
const keys = input([30, 64])
`
const towers = `const user = dense(16)(input([10]))
const item = dense(24)(input([12]))
`

/** Sums of products. */
export const products: readonly Entry[] = [
  {
    title: 'Matrices that do not fit',
    cause: 'The rows of the second are as many as the columns of the first.',
    wrong: `${heads}const scores = matmul(queries, keys)`,
    line: 3,
    mended: `${heads}const scores = matmul(queries, transpose(keys, [0, 2, 1]))`,
  },
  {
    title: 'A vector in a matrix product',
    cause: 'A matrix has two axes at least; a vector becomes one by an axis of length 1.',
    wrong: `const series = input([20, 8])
const weights = slice(input([8]), [0])
const scores = matmul(series, weights)`,
    line: 3,
    mended: `const series = input([20, 8])
const weights = slice(input([8]), [0])
const scores = matmul(series, expandDims(weights, -1))`,
  },
  {
    title: 'A dot product of vectors of different lengths',
    cause: 'The axes that are summed over are of one length.',
    wrong: `${towers}const likeness = dot(user, item, { axes: 1 })`,
    line: 3,
    mended: `${towers.replace('24', '16')}const likeness = dot(user, item, { axes: 1 })`,
  },
  {
    title: 'A dot product without features',
    cause: 'dot keeps the batch and sums over another axis, so that each tensor needs both.',
    wrong: 'const likeness = dot(input([8]), input([]), { axes: -1 })',
    line: 1,
    mended: 'const likeness = dot(input([8]), input([8]), { axes: -1 })',
  },
  {
    title: 'A dot product over the batch',
    cause: 'Rows of a batch have nothing to do with each other.',
    wrong: 'const likeness = dot(input([8]), input([8]), { axes: 0 })',
    line: 1,
    mended: 'const likeness = dot(input([8]), input([8]), { axes: 1 })',
  },
  {
    title: 'An equation without a result',
    cause: 'The axes that stay stand behind an arrow.',
    wrong: `${heads}const scores = einsum('bqd,bkd', queries, keys)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bqk', queries, keys)`,
  },
  {
    title: 'A letter twice in one tensor',
    cause: 'A letter stands for one axis of a tensor; einsum takes no diagonals.',
    wrong: `${heads}const scores = einsum('bdd,bkd->bk', queries, keys)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bk', queries, keys)`,
  },
  {
    title: 'A letter of the result that no tensor has',
    cause: 'The result has axes of the tensors and no others.',
    wrong: `${heads}const scores = einsum('bqd,bkd->bqh', queries, keys)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bqk', queries, keys)`,
  },
  {
    title: 'An equation of another number of tensors',
    cause: 'The terms before the arrow are the tensors in their order.',
    wrong: `${heads}const scores = einsum('bqd,bkd->bqk', queries)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bqk', queries, keys)`,
  },
  {
    title: 'A term with too few letters',
    cause: 'The batch needs a letter as well.',
    wrong: `${heads}const scores = einsum('qd,bkd->bqk', queries, keys)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bqk', queries, keys)`,
  },
  {
    title: 'A letter of two lengths',
    cause: 'Here k is 20 steps of the queries and 30 of the keys.',
    wrong: `${heads}const scores = einsum('bkd,bkd->bk', queries, keys)`,
    line: 3,
    mended: `${heads}const scores = einsum('bqd,bkd->bqk', queries, keys)`,
  },
]
