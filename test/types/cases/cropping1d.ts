import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const edges = (got: string) =>
  `cropping1d: cropping must be one integer of 0 or more, or two for start and end, got ${got}`
const nothingLeft = (cropping: string, time: string) =>
  `cropping1d: cropping ${cropping} leaves nothing of time ${time}; crop less`

export const cropping1d: LayerCases = {
  right: [
    right('[8, 3]', '.cropping1d()', '["batch", 6, 3], 0'),
    right('[8, 3]', '.cropping1d(3)', '["batch", 2, 3], 0'),
    right('[8, 3]', '.cropping1d([0, 7])', '["batch", 1, 3], 0'),
    right('[8, 3]', ".cropping1d(undefined, { name: 'middle' })", '["batch", 6, 3], 0'),
    right("['t', 'f']", '.cropping1d(0)', '["batch", "t", "f"], 0'),
    right("['t', 'f']", '.cropping1d([0, 2])', '["batch", number, "f"], 0', { runs: '["batch", null, "f"], 0' }),
    right('[null, 3]', '.cropping1d()', '["batch", number, 3], 0', { runs: '["batch", null, 3], 0' }),
    right('[8, 3]', '.cropping1d(cropping)', '["batch", number, 3], 0', {
      setup: either('cropping', '2', '3'),
      runs: '["batch", 4, 3], 0',
    }),
    right('[8, 3]', '.cropping1d(cropping)', '["batch", number, 3], 0', {
      setup: 'const cropping = [0, 3]',
      runs: '["batch", 5, 3], 0',
    }),
    right('dims', '.cropping1d()', '[Dim, number, number], 0', {
      setup: unknownSeries,
      runs: '["batch", 6, 3], 0',
    }),
  ],
  wrong: [
    wrong('[8, 3]', '.cropping1d(-1)', edges('-1')),
    wrong('[8, 3]', '.cropping1d([1, 0.5])', edges('[1, 0.5]')),
    wrong('[8, 3]', '.cropping1d([1])', edges('[1]')),
    wrong('[8, 3]', '.cropping1d(4)', nothingLeft('4', '8')),
    wrong('[8, 3]', '.cropping1d([8, 1])', nothingLeft('[8, 1]', '8')),
    wrong('[2, 3]', '.cropping1d()', nothingLeft('1', '2'), { leftOut: true }),
    wrong(
      '[8]',
      '.cropping1d()',
      'cropping1d: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape',
    ),
  ],
  refused: [
    refused('[8, 3]', '.cropping1d(1, { nam: 1 })', unknownOption('nam', 'NamedOptions', 'name')),
    refused('[8, 3]', '.cropping1d(1, {}, 2)', 'Expected 0-2 arguments, but got 3.'),
  ],
}
