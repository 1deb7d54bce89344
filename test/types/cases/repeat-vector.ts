import { type LayerCases, refused, right, unknownOption, wrong } from '../layer-cases.js'

export const repeatVector: LayerCases = {
  right: [
    right('[8]', '.repeatVector(3)', '["batch", 3, 8], 0'),
    right("['features']", '.repeatVector(1)', '["batch", 1, "features"], 0'),
    right('[8]', '.repeatVector(n)', '["batch", number, 8], 0', { setup: 'let n = 3', runs: '["batch", 3, 8], 0' }),
    right('dims', '.repeatVector(2)', '[Dim, 2, number], 0', {
      setup: 'const dims = [8].map(Number)',
      runs: '["batch", 2, 8], 0',
    }),
  ],
  wrong: [
    wrong('[8]', '.repeatVector(0)', 'repeatVector: n must be a positive integer, got 0'),
    wrong('[8]', '.repeatVector(1.5)', 'repeatVector: n must be a positive integer, got 1.5'),
    wrong('[8, 3]', '.repeatVector(2)', 'repeatVector: expected input [batch, features], got [batch, 8, 3]'),
  ],
  refused: [refused('[8]', ".repeatVector(2, { nam: 'x' })", unknownOption('nam', 'NamedOptions', 'name'))],
}
