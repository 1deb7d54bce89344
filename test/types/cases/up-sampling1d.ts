import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const positive = (got: string) => `upSampling1d: size must be a positive integer, got ${got}`

export const upSampling1d: LayerCases = {
  right: [
    right('[8, 3]', '.upSampling1d()', '["batch", 16, 3], 0'),
    right('[8, 3]', '.upSampling1d(3)', '["batch", 24, 3], 0'),
    right('[8, 3]', ".upSampling1d(undefined, { name: 'longer' })", '["batch", 16, 3], 0'),
    right("['t', 'f']", '.upSampling1d(1)', '["batch", "t", "f"], 0'),
    right("['t', 'f']", '.upSampling1d()', '["batch", number, "f"], 0', { runs: '["batch", null, "f"], 0' }),
    right('[null, 3]', '.upSampling1d()', '["batch", number, 3], 0', { runs: '["batch", null, 3], 0' }),
    right('[8, 3]', '.upSampling1d(size)', '["batch", number, 3], 0', {
      setup: either('size', '2', '3'),
      runs: '["batch", 16, 3], 0',
    }),
    right('dims', '.upSampling1d()', '[Dim, number, number], 0', {
      setup: unknownSeries,
      runs: '["batch", 16, 3], 0',
    }),
  ],
  wrong: [
    wrong('[8, 3]', '.upSampling1d(0)', positive('0')),
    wrong('[8, 3]', '.upSampling1d(1.5)', positive('1.5')),
    wrong(
      '[8]',
      '.upSampling1d()',
      'upSampling1d: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape',
    ),
  ],
  refused: [
    refused('[8, 3]', '.upSampling1d(2, { nam: 1 })', unknownOption('nam', 'NamedOptions', 'name')),
    refused(
      '[8, 3]',
      ".upSampling1d('2')",
      "Argument of type 'string' is not assignable to parameter of type 'number'.",
    ),
  ],
}
