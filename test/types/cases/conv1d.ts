import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const positive = (argument: string, got: string) => `conv1d: ${argument} must be a positive integer, got ${got}`
const tooLarge = (kernel: string, input: string) =>
  `conv1d: kernel ${kernel} is larger than input ${input}; use padding: 'same'`
const noSeries = (got: string, axes = '[batch, time, features]') => `conv1d: expected input ${axes}, got ${got}`
const choice = (got: string, words: string, instead: string) =>
  `Type '"${got}"' is not assignable to type '${words} | undefined'. Did you mean '"${instead}"'?`

export const conv1d: LayerCases = {
  right: [
    right('[8, 3]', '.conv1d(4, 3)', '["batch", 6, 4], 40'),
    right('[8, 3]', '.conv1d(4, 8)', '["batch", 1, 4], 100'),
    right('[8, 3]', ".conv1d(4, 9, { padding: 'same' })", '["batch", 8, 4], 112'),
    right('[8, 3]', ".conv1d(4, 9, { padding: 'causal' })", '["batch", 8, 4], 112'),
    right('[8, 3]', '.conv1d(4, 3, { strides: 2 })', '["batch", 3, 4], 40'),
    right('[7, 3]', ".conv1d(4, 3, { strides: 2, padding: 'same' })", '["batch", 4, 4], 40'),
    right('[7, 3]', ".conv1d(4, 3, { strides: 3, padding: 'causal' })", '["batch", 3, 4], 40'),
    right('[8, 3]', '.conv1d(4, 3, { dilationRate: 2 })', '["batch", 4, 4], 40'),
    right('[8, 3]', ".conv1d(4, 3, { dilationRate: 5, padding: 'causal' })", '["batch", 8, 4], 40'),
    right('[8, 6]', '.conv1d(4, 3, { groups: 2 })', '["batch", 6, 4], 40'),
    right('[8, 6]', '.conv1d(12, 3, { groups: 6, useBias: false })', '["batch", 6, 12], 36'),
    right('[3, 8]', ".conv1d(4, 3, { dataFormat: 'channelsFirst' })", '["batch", 4, 6], 40'),
    right('[3, 8]', ".conv1d(4, 3, { dataFormat: 'channelsFirst', padding: 'causal' })", '["batch", 4, 8], 40'),
    right("['t', 3]", ".conv1d(4, 3, { padding: 'same' })", '["batch", "t", 4], 40'),
    right("['t', 3]", ".conv1d(4, 3, { padding: 'causal' })", '["batch", "t", 4], 40'),
    right("['t', 3]", '.conv1d(4, 1)', '["batch", "t", 4], 16'),
    right("['t', 3]", '.conv1d(4, 3)', '["batch", number, 4], 40', { runs: '["batch", null, 4], 40' }),
    right("['t', 3]", ".conv1d(4, 3, { padding: 'causal', strides: 2 })", '["batch", number, 4], 40', {
      runs: '["batch", null, 4], 40',
    }),
    right('[null, 3]', '.conv1d(4, 3)', '["batch", number, 4], 40', { runs: '["batch", null, 4], 40' }),
    right('[null, 3]', '.conv1d(4, 3, { strides: 2 })', '["batch", number, 4], 40', { runs: '["batch", null, 4], 40' }),
    right('[null, 3]', ".conv1d(4, 3, { padding: 'same' })", '["batch", number, 4], 40', {
      runs: '["batch", null, 4], 40',
    }),
    right('[8, 3]', '.conv1d(4, 3, { padding })', '["batch", number, 4], 40', {
      setup: either('padding', "'same'", "'valid'"),
      runs: '["batch", 8, 4], 40',
    }),
    right('[8, 3]', '.conv1d(4, kernel)', '["batch", number, 4], number', {
      setup: either('kernel', '3', '5'),
      runs: '["batch", 6, 4], 40',
    }),
    right('[8, 3]', '.conv1d(4, 3, { strides })', '["batch", number, 4], 40', {
      setup: either('strides', '2', '1'),
      runs: '["batch", 3, 4], 40',
    }),
    right('[8, 3]', '.conv1d(filters, 3)', '["batch", 6, number], number', {
      setup: either('filters', '4', '5'),
      runs: '["batch", 6, 4], 40',
    }),
    right('[8, 3]', '.conv1d(4, 3, { groups })', '["batch", 6, 4], number', {
      setup: either('groups', '1', '2'),
      runs: '["batch", 6, 4], 40',
    }),
    right('[8, 3]', '.conv1d(4, 3, { dataFormat })', '["batch", number, number], number', {
      setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
      runs: '["batch", 6, 4], 40',
    }),
    right('dims', '.conv1d(4, 3)', '[Dim, number, 4], number', {
      setup: unknownSeries,
      runs: '["batch", 6, 4], 40',
    }),
  ],
  wrong: [
    wrong('[8, 3]', '.conv1d(0, 3)', positive('filters', '0')),
    wrong('[8, 3]', '.conv1d(2.5, 0)', positive('filters', '2.5')),
    wrong('[8, 3]', '.conv1d(4, 0)', positive('kernelSize', '0')),
    wrong('[8, 3]', '.conv1d(4, 3, { strides: -1 })', positive('strides', '-1')),
    wrong('[8, 3]', '.conv1d(4, 3, { dilationRate: 0.5 })', positive('dilationRate', '0.5')),
    wrong('[8, 3]', '.conv1d(4, 9)', tooLarge('9', '8')),
    wrong('[8, 3]', '.conv1d(4, 5, { dilationRate: 2 })', tooLarge('5 dilated by 2', '8')),
    wrong('[3, 8]', ".conv1d(4, 9, { dataFormat: 'channelsFirst' })", tooLarge('9', '8')),
    wrong(
      '[8, 3]',
      '.conv1d(4, 3, { strides: 2, dilationRate: 2 })',
      'conv1d: strides 2 and dilationRate 2 exclude each other; leave one of them at 1',
    ),
    wrong(
      "['t', 3]",
      ".conv1d(4, 3, { padding: 'same', strides: 2 })",
      "conv1d: padding 'same' with strides 2 needs a known time, got t; give numbers in input(…), or strides of 1",
    ),
    wrong('[8, 6]', '.conv1d(4, 3, { groups: 4 })', 'conv1d: groups 4 must divide the 6 input features'),
    wrong('[8, 6]', '.conv1d(4, 3, { groups: 3 })', 'conv1d: groups 3 must divide the 4 filters'),
    wrong('[8, 6]', '.conv1d(4, 3, { groups: 0 })', positive('groups', '0')),
    wrong(
      "[8, 'f']",
      '.conv1d(4, 3)',
      'conv1d: the features must be a known number, got f; give it in input(…) or reshape first',
    ),
    wrong('[64]', '.conv1d(4, 3)', noSeries('[batch, 64]; use returnSequences: true in the layer before, or reshape')),
    wrong('[8, 8, 3]', '.conv1d(0, 3)', noSeries('[batch, 8, 8, 3]')),
    // a method that cannot be called does not know the data format of the call
    wrong(
      '[8]',
      ".conv1d(4, 3, { dataFormat: 'channelsFirst' })",
      noSeries('[batch, 8]; use returnSequences: true in the layer before, or reshape', '[batch, features, time]'),
      {
        fluent: noSeries('[batch, 8]; use returnSequences: true in the layer before, or reshape'),
      },
    ),
  ],
  refused: [
    refused(
      '[8, 3]',
      ".conv1d(4, 3, { paddin: 'same' })",
      unknownOption('paddin', 'Conv1dOptions<1, "valid", 1, 1, "channelsLast", true, undefined>', 'padding'),
    ),
    refused(
      '[8, 3]',
      ".conv1d(4, 3, { padding: 'casual' })",
      choice('casual', '"causal" | "same" | "valid"', 'causal'),
      {
        throws: `conv1d: padding must be 'same', 'valid' or 'causal', got "casual"`,
      },
    ),
    refused(
      '[8, 3]',
      ".conv1d(4, 3, { dataFormat: 'channelFirst' })",
      choice('channelFirst', '"channelsFirst" | "channelsLast"', 'channelsFirst'),
      { throws: `conv1d: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
    ),
    refused('[8, 3]', '.conv1d(4)', 'Expected 2-3 arguments, but got 1.', {
      throws: positive('kernelSize', 'undefined'),
    }),
  ],
}
