import { type LayerCases, refused, right, unknownOption, wrong } from '../layer-cases.js'

const several = (count: number) =>
  `timeDistributed: expected a layer that gives one tensor, got one that gives ${count}; leave out returnState and mergeMode: null`

export const timeDistributed: LayerCases = {
  right: [
    right('[5, 4]', '.timeDistributed(dense(3))', '["batch", 5, 3], 15'),
    right('[null, 4]', '.timeDistributed(dense(3))', '["batch", number, 3], 15', { runs: '["batch", null, 3], 15' }),
    right("['time', 8, 8, 3]", '.timeDistributed(conv2d(2, 3))', '["batch", "time", 6, 6, 2], 56'),
    right('[5, 8, 8, 1]', '.timeDistributed(block(conv2d(2, 3), flatten(), dense(4)))', '["batch", 5, 4], 312'),
    right('[3, 5, 4]', '.timeDistributed(bidirectional(lstm(2)))', '["batch", 3, 4], 112'),
    right('[3, 5]', '.timeDistributed(embedding(10, 2))', '["batch", 3, 5, 2], 20'),
    right('[3, 5, 8]', '.timeDistributed(multiHeadAttention(2, 3))', '["batch", 3, 5, 8], 218'),
    right('[3, 5, 8]', '.timeDistributed(block(additiveAttention(), dense(2)))', '["batch", 3, 5, 2], 26'),
    right('dims', '.timeDistributed(dense(3))', 'Shape, number', {
      setup: 'const dims = [5, 4].map(Number)',
      runs: '["batch", 5, 3], 15',
    }),
  ],
  wrong: [
    wrong(
      '[8]',
      '.timeDistributed(dense(3))',
      'timeDistributed: expected input [batch, time, …, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape',
    ),
    wrong('[3, 5, 4]', '.timeDistributed(lstm(2, { returnState: true }))', several(3)),
    wrong('[3, 5, 4]', '.timeDistributed(block(dense(4), gru(2, { returnState: true })))', several(2)),
    wrong('[3, 5, 4]', '.timeDistributed(bidirectional(lstm(2), { mergeMode: null }))', several(2)),
    wrong(
      '[5, 4]',
      '.timeDistributed(multiHeadAttention(2, 3))',
      'multiHeadAttention: expected input [batch, time, features], got [batch, 4]; use returnSequences: true in the layer before, or reshape',
    ),
    wrong('[5, 4]', '.timeDistributed(dense(0))', 'dense: units must be a positive integer, got 0'),
    wrong(
      '[5, 4]',
      '.timeDistributed(conv2d(2, 3))',
      'conv2d: expected input [batch, height, width, channels], got [batch, 4]',
    ),
  ],
  refused: [
    refused('[5, 4]', ".timeDistributed(dense(3), { nam: 'x' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
