import { type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const outOfRange = (got: string) => `gaussianDropout: rate must be in [0, 1), got ${got}`

export const gaussianDropout: LayerCases = {
  right: [
    right('[8]', '.gaussianDropout(0)', '["batch", 8], 0'),
    right("['time', 3]", '.gaussianDropout(0.5)', '["batch", "time", 3], 0'),
    right('dims', '.gaussianDropout(0.5)', '["batch", ...number[]], 0', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 0',
    }),
  ],
  wrong: [
    wrong('[8]', '.gaussianDropout(1)', outOfRange('1')),
    wrong('[8]', '.gaussianDropout(-0.1)', outOfRange('-0.1')),
  ],
  refused: [
    refused('[8]', '.gaussianDropout()', 'Expected 1-2 arguments, but got 0.', { throws: outOfRange('undefined') }),
    refused('[8]', ".gaussianDropout(0.5, { nam: 'noise' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}

export const gaussianNoise: LayerCases = {
  right: [
    right('[8]', '.gaussianNoise(0.1)', '["batch", 8], 0'),
    right("['time', 3]", ".gaussianNoise(0.5, { name: 'noise' })", '["batch", "time", 3], 0'),
  ],
  wrong: [],
  refused: [
    refused('[8]', '.gaussianNoise()', 'Expected 1-2 arguments, but got 0.', {
      throws: 'gaussianNoise: stddev must be in [0, 1], got undefined',
    }),
    refused('[8]', ".gaussianNoise(0.5, { nam: 'noise' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
