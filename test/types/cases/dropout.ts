import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const outOfRange = (got: string) => `dropout: rate must be in [0, 1), got ${got}`

export const dropout: LayerCases = {
  right: [
    right('[8]', '.dropout(0)', '["batch", 8], 0'),
    right('[8]', '.dropout(0.5)', '["batch", 8], 0'),
    right('[8]', '.dropout(0.999999)', '["batch", 8], 0'),
    right('[8]', '.dropout(1e-7)', '["batch", 8], 0'),
    right("['time', 3]", '.dropout(0.5)', '["batch", "time", 3], 0'),
    right('[8]', '.dropout(rate)', '["batch", 8], 0', { setup: 'const rate = Number(0.5)' }),
    right('[8]', '.dropout(rate)', '["batch", 8], 0', { setup: either('rate', '0.5', '1.5') }),
    right('dims', '.dropout(0.5)', '["batch", ...number[]], 0', { setup: unknownRank, runs: '["batch", 8, 8, 3], 0' }),
  ],
  wrong: [
    wrong('[8]', '.dropout(1)', outOfRange('1')),
    wrong('[8]', '.dropout(1.5)', outOfRange('1.5')),
    wrong('[8]', '.dropout(-0.1)', outOfRange('-0.1')),
    wrong('[8]', '.dropout(-1e-7)', outOfRange('-1e-7')),
    wrong('[8]', '.dropout(1e21)', outOfRange('1e+21')),
    wrong('[8]', '.dropout(rate)', outOfRange('50'), { setup: 'const rate = 50' }),
  ],
  refused: [
    refused('[8]', '.dropout()', 'Expected 1-2 arguments, but got 0.', { throws: outOfRange('undefined') }),
    refused('[8]', ".dropout(0.5, { nam: 'noise' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
