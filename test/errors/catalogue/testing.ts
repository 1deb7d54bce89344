import { chain, type Family } from './entry.js'

const network = chain('[8, 8, 1]', '.conv2d(4, 3)', '.flatten()', '.dense(10)')

export const testing: Family = {
  title: 'Assertions of tenon/testing',
  entries: [
    {
      title: 'A model that is another than a test expects',
      cause: 'Either the test or the model is to be changed. The compiler says it before the test runs.',
      wrong: `${network}
assertModel(model, {
  output: ['batch', 10],
  parameters: 1500,
})`,
      line: 7,
      mended: `${network}
assertModel(model, {
  output: ['batch', 10],
  parameters: 1490,
})`,
    },
    {
      title: 'A layer that takes what a test says that it refuses',
      cause: 'The second argument is the whole shape, its batch included, and the third what the layer says of it.',
      wrong:
        "assertRefused(dense(10), ['batch', 8], 'dense: the last axis must be a known number, got 8; give it in input(…) or reshape first')",
      line: 1,
      mended:
        "assertRefused(dense(10), ['batch', 'n'], 'dense: the last axis must be a known number, got n; give it in input(…) or reshape first')",
    },
  ],
}
