import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const edges = (got: string) =>
  `zeroPadding1d: padding must be one integer of 0 or more, or two for start and end, got ${got}`

export const zeroPadding1d: LayerCases = {
  right: [
    right('[8, 3]', '.zeroPadding1d()', '["batch", 10, 3], 0'),
    right('[8, 3]', ".zeroPadding1d(undefined, { dataFormat: 'channelsFirst' })", '["batch", 8, 5], 0'),
    right('[8, 3]', '.zeroPadding1d(3)', '["batch", 14, 3], 0'),
    right('[8, 3]', '.zeroPadding1d([1, 0])', '["batch", 9, 3], 0'),
    right('[3, 8]', ".zeroPadding1d(1, { dataFormat: 'channelsFirst' })", '["batch", 3, 10], 0'),
    right("['t', 'f']", '.zeroPadding1d(0)', '["batch", "t", "f"], 0'),
    right("['t', 'f']", '.zeroPadding1d([0, 2])', '["batch", number, "f"], 0', { runs: '["batch", null, "f"], 0' }),
    right('[null, 3]', '.zeroPadding1d()', '["batch", number, 3], 0', { runs: '["batch", null, 3], 0' }),
    right('[8, 3]', '.zeroPadding1d(padding)', '["batch", number, 3], 0', {
      setup: either('padding', '2', '3'),
      runs: '["batch", 12, 3], 0',
    }),
    right('[8, 3]', '.zeroPadding1d(padding)', '["batch", number, 3], 0', {
      setup: 'const padding = [0, 3]',
      runs: '["batch", 11, 3], 0',
    }),
    right('[8, 3]', '.zeroPadding1d(1, { dataFormat })', '["batch", number, number], 0', {
      setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
      runs: '["batch", 10, 3], 0',
    }),
    right('dims', '.zeroPadding1d()', '[Dim, number, number], 0', {
      setup: unknownSeries,
      runs: '["batch", 10, 3], 0',
    }),
  ],
  wrong: [
    wrong('[8, 3]', '.zeroPadding1d(-1)', edges('-1')),
    wrong('[8, 3]', '.zeroPadding1d([1, 0.5])', edges('[1, 0.5]')),
    wrong('[8, 3]', '.zeroPadding1d([1, 2, 3])', edges('[1, 2, 3]')),
    wrong(
      '[8]',
      '.zeroPadding1d()',
      'zeroPadding1d: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape',
    ),
  ],
  refused: [
    refused(
      '[8, 3]',
      ".zeroPadding1d(1, { dataformat: 'channelsFirst' })",
      unknownOption('dataformat', 'ZeroPadding1dOptions<"channelsLast">', 'dataFormat'),
    ),
    refused(
      '[8, 3]',
      ".zeroPadding1d(1, { dataFormat: 'channelFirst' })",
      `Type '"channelFirst"' is not assignable to type '"channelsFirst" | "channelsLast" | undefined'. Did you mean '"channelsFirst"'?`,
      { throws: `zeroPadding1d: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
    ),
  ],
}
