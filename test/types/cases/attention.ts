import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const positive = (layer: string, argument: string, got: string) =>
  `${layer}: ${argument} must be a positive integer, got ${got}`
const vectors = (layer: string) =>
  `${layer}: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape`
const unknownFeatures = (layer: string) =>
  `${layer}: the features must be a known number, got f; give it in input(…) or reshape first`
const rate = (layer: string, got: string) => `${layer}: dropout must be in [0, 1), got ${got}`

export const multiHeadAttention: LayerCases = {
  right: [
    right('[5, 8]', '.multiHeadAttention(2, 3)', '["batch", 5, 8], 218'),
    right('[5, 8]', '.multiHeadAttention(2, 3, { valueDim: 4 })', '["batch", 5, 8], 252'),
    right(
      '[5, 8]',
      '.multiHeadAttention(2, 3, { valueDim: null, outputShape: null, slidingWindow: null })',
      '["batch", 5, 8], 218',
    ),
    right('[5, 8]', '.multiHeadAttention(2, 3, { useBias: false })', '["batch", 5, 8], 192'),
    right('[5, 8]', '.multiHeadAttention(2, 3, { outputShape: 7 })', '["batch", 5, 7], 211'),
    right('[5, 8]', '.multiHeadAttention(2, 3, { dropout: 0.1, useCausalMask: true })', '["batch", 5, 8], 218'),
    right('[5, 8]', '.multiHeadAttention(2, 3, { slidingWindow: 2, useGate: true })', '["batch", 5, 8], 272'),
    right(
      '[5, 8]',
      '.multiHeadAttention(2, 3, { valueDim: 4, useGate: true, useBias: false })',
      '["batch", 5, 8], 288',
    ),
    right("['time', 8]", '.multiHeadAttention(2, 3)', '["batch", "time", 8], 218'),
    right('[null, 8]', '.multiHeadAttention(2, 3)', '["batch", number, 8], 218', { runs: '["batch", null, 8], 218' }),
    right('[5, 8]', '.multiHeadAttention(heads, 3)', '["batch", 5, 8], number', {
      setup: either('heads', '2', '4'),
      runs: '["batch", 5, 8], 218',
    }),
    right('dims', '.multiHeadAttention(2, 3)', 'Shape, number', { setup: unknownSeries, runs: '["batch", 8, 3], 93' }),
  ],
  wrong: [
    wrong('[5, 8]', '.multiHeadAttention(0, 3)', positive('multiHeadAttention', 'numHeads', '0')),
    wrong('[5, 8]', '.multiHeadAttention(2, 1.5)', positive('multiHeadAttention', 'keyDim', '1.5')),
    wrong('[5, 8]', '.multiHeadAttention(2, 3, { valueDim: -1 })', positive('multiHeadAttention', 'valueDim', '-1')),
    wrong(
      '[5, 8]',
      '.multiHeadAttention(2, 3, { outputShape: 0 })',
      positive('multiHeadAttention', 'outputShape', '0'),
    ),
    wrong(
      '[5, 8]',
      '.multiHeadAttention(2, 3, { slidingWindow: 0 })',
      positive('multiHeadAttention', 'slidingWindow', '0'),
    ),
    wrong('[5, 8]', '.multiHeadAttention(2, 3, { dropout: 1 })', rate('multiHeadAttention', '1')),
    wrong('[8]', '.multiHeadAttention(2, 3)', vectors('multiHeadAttention')),
    wrong("[5, 'f']", '.multiHeadAttention(2, 3)', unknownFeatures('multiHeadAttention')),
  ],
  refused: [
    refused('[5, 8]', '.multiHeadAttention(2)', 'Expected 2-3 arguments, but got 1.'),
    refused(
      '[5, 8]',
      '.multiHeadAttention(2, 3, { heads: 2 })',
      unknownOption('heads', 'MultiHeadAttentionOptions<null, null, undefined, true, null, false, undefined>'),
    ),
  ],
}

export const groupedQueryAttention: LayerCases = {
  right: [
    right('[5, 8]', '.groupedQueryAttention(3, 4, 2)', '["batch", 5, 8], 320'),
    right('[5, 8]', '.groupedQueryAttention(3, 4, 2, { useGate: true })', '["batch", 5, 8], 428'),
    right('[5, 8]', '.groupedQueryAttention(3, 4, 4)', '["batch", 5, 8], 428'),
    right('[5, 8]', '.groupedQueryAttention(3, 4, 1, { useBias: false })', '["batch", 5, 8], 240'),
    right("['time', 8]", '.groupedQueryAttention(3, 4, 2, { dropout: 0.5 })', '["batch", "time", 8], 320'),
  ],
  wrong: [
    wrong('[5, 8]', '.groupedQueryAttention(0, 4, 2)', positive('groupedQueryAttention', 'headDim', '0')),
    wrong(
      '[5, 8]',
      '.groupedQueryAttention(3, 4, 3)',
      'groupedQueryAttention: numKeyValueHeads 3 must divide numQueryHeads 4',
    ),
    wrong(
      '[5, 8]',
      '.groupedQueryAttention(3, 4, 2, { slidingWindow: -1 })',
      positive('groupedQueryAttention', 'slidingWindow', '-1'),
    ),
    wrong('[5, 8]', '.groupedQueryAttention(3, 4, 2, { dropout: 2 })', rate('groupedQueryAttention', '2')),
    wrong('[8]', '.groupedQueryAttention(3, 4, 2)', vectors('groupedQueryAttention')),
  ],
  refused: [
    refused('[5, 8]', '.groupedQueryAttention(3, 4)', 'Expected 3-4 arguments, but got 2.'),
    refused(
      '[5, 8]',
      '.groupedQueryAttention(3, 4, 2, { valueDim: 2 })',
      unknownOption('valueDim', 'GroupedQueryAttentionOptions<undefined, true, null, false, undefined>'),
    ),
  ],
}
