import { chain, type Family } from './entry.js'

export const preprocessing: Family = {
  title: 'Layers that prepare data',
  entries: [
    {
      title: 'Weights of counts for other ids',
      cause: 'Each id has a weight of its own, which is what it counts.',
      wrong: `const [ids, weights] = [input([5], { dtype: 'int32' }), input([4])]
const counts = categoryEncoding(10, { outputMode: 'count' })(ids, { countWeights: weights })`,
      line: 2,
      mended: `const [ids, weights] = [input([5], { dtype: 'int32' }), input([5])]
const counts = categoryEncoding(10, { outputMode: 'count' })(ids, { countWeights: weights })`,
    },
    {
      title: 'Categories of a sample that has one alone',
      cause: "Left out, outputMode is 'multiHot', which joins all categories of a sample, along its last axis.",
      wrong: `const kind = input([], { dtype: 'int32' })
const hot = categoryEncoding(10)(kind)`,
      line: 2,
      mended: `const kind = input([], { dtype: 'int32' })
const hot = categoryEncoding(10, { outputMode: 'oneHot' })(kind)`,
    },
    {
      title: 'No boundary between bins',
      cause:
        'One boundary parts numbers into two bins. A number in place of the list is that of bins whose boundaries are learnt.',
      wrong: chain('[4]', '.discretization([])', '.flatten()'),
      line: 2,
      mended: chain('[4]', '.discretization([0, 10, 100])', '.flatten()'),
    },
  ],
}
