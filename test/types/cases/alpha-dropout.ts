import { type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const outOfRange = (got: string) => `alphaDropout: rate must be in [0, 1), got ${got}`

export const alphaDropout: LayerCases = {
  right: [
    right('[8]', '.alphaDropout(0)', '["batch", 8], 0'),
    right("['time', 3]", '.alphaDropout(0.5)', '["batch", "time", 3], 0'),
    right('dims', '.alphaDropout(0.5)', '["batch", ...number[]], 0', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 0',
    }),
  ],
  wrong: [wrong('[8]', '.alphaDropout(1)', outOfRange('1')), wrong('[8]', '.alphaDropout(-0.1)', outOfRange('-0.1'))],
  refused: [
    refused('[8]', '.alphaDropout()', 'Expected 1-2 arguments, but got 0.', { throws: outOfRange('undefined') }),
    refused('[8]', ".alphaDropout(0.5, { nam: 'noise' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
