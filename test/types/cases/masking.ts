import { type LayerCases, refused, right, unknownOption, wrong } from '../layer-cases.js'

const noSeries = (got: string) => `masking: expected input [batch, time, features], got ${got}`

export const masking: LayerCases = {
  right: [
    right('[5, 3]', '.masking()', '["batch", 5, 3], 0'),
    right('[5, 3]', ".masking(-1, { name: 'gaps' })", '["batch", 5, 3], 0'),
    right("['time', 3]", '.masking(0)', '["batch", "time", 3], 0'),
    right('[null, 3]', '.masking()', '["batch", number, 3], 0', { runs: '["batch", null, 3], 0' }),
    right('dims', '.masking()', '["batch", ...number[]], 0', {
      setup: 'const dims = [8, 3].map(Number)',
      runs: '["batch", 8, 3], 0',
    }),
  ],
  wrong: [
    wrong('[5]', '.masking()', noSeries('[batch, 5]; use returnSequences: true in the layer before, or reshape')),
    wrong('[]', '.masking(2)', noSeries('[batch]')),
    wrong("['time', 4, 3]", ".masking(0, { name: 'gaps' })", noSeries('[batch, time, 4, 3]')),
  ],
  refused: [
    refused('[5, 3]', ".masking('0')", "Argument of type 'string' is not assignable to parameter of type 'number'.", {
      throws: 'masking: maskValue must be a finite number, got 0',
    }),
    refused('[5, 3]', ".masking(0, { nam: 'gaps' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}
