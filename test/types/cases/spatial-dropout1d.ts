import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const outOfRange = (got: string) => `spatialDropout1d: rate must be in [0, 1), got ${got}`

export const spatialDropout1d: LayerCases = {
  right: [
    right('[8, 3]', '.spatialDropout1d(0)', '["batch", 8, 3], 0'),
    right("['time', 'f']", ".spatialDropout1d(0.5, { name: 'drop' })", '["batch", "time", "f"], 0'),
    right('[8, 3]', '.spatialDropout1d(rate)', '["batch", 8, 3], 0', { setup: either('rate', '0.5', '1.5') }),
    right('dims', '.spatialDropout1d(0.5)', '["batch", ...number[]], 0', {
      setup: unknownSeries,
      runs: '["batch", 8, 3], 0',
    }),
  ],
  wrong: [
    wrong('[8, 3]', '.spatialDropout1d(1)', outOfRange('1')),
    wrong('[8, 3]', '.spatialDropout1d(-0.1)', outOfRange('-0.1')),
    wrong(
      '[8]',
      '.spatialDropout1d(0.5)',
      'spatialDropout1d: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape',
    ),
    wrong(
      '[8, 8, 3]',
      '.spatialDropout1d(0.5)',
      'spatialDropout1d: expected input [batch, time, features], got [batch, 8, 8, 3]',
    ),
  ],
  refused: [
    refused('[8, 3]', '.spatialDropout1d()', 'Expected 1-2 arguments, but got 0.', { throws: outOfRange('undefined') }),
    refused('[8, 3]', ".spatialDropout1d(0.5, { nam: 'noise' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
