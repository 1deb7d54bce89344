import { type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const bad = (dims: string, got: string) =>
  `permute: dims must be the axes of ${got} beside the batch, counted from 1, each once; got ${dims}`

export const permute: LayerCases = {
  right: [
    right('[5, 4]', '.permute([2, 1])', '["batch", 4, 5], 0'),
    right('[2, 3, 4]', '.permute([3, 1, 2])', '["batch", 4, 2, 3], 0'),
    right("['time', 4]", '.permute([2, 1])', '["batch", 4, "time"], 0'),
    right('[null, 4]', '.permute([2, 1])', '["batch", 4, number], 0', { runs: '["batch", 4, null], 0' }),
    right('[3]', '.permute([1])', '["batch", 3], 0'),
    right('[2, 3]', '.permute(order)', '["batch", number, number], 0', {
      setup: 'const order = [2, 1].map(Number)',
      runs: '["batch", 3, 2], 0',
    }),
    right('dims', '.permute([3, 2, 1])', '[Dim, number, number, number], 0', {
      setup: unknownRank,
      runs: '["batch", 3, 8, 8], 0',
    }),
  ],
  wrong: [
    wrong('[5, 4]', '.permute([1, 1])', bad('[1, 1]', '[batch, 5, 4]')),
    wrong('[5, 4]', '.permute([0, 1])', bad('[0, 1]', '[batch, 5, 4]')),
    wrong('[5, 4]', '.permute([2, 1, 3])', bad('[2, 1, 3]', '[batch, 5, 4]')),
    wrong('[5, 4]', '.permute([1])', bad('[1]', '[batch, 5, 4]')),
  ],
  refused: [
    refused('[5, 4]', ".permute([2, 1], { nam: 'x' })", unknownOption('nam', 'NamedOptions', 'name')),
    refused(
      '[5, 4]',
      '.permute(2)',
      "Argument of type 'number' is not assignable to parameter of type 'readonly number[]'.",
      {
        throws: bad('2', '[batch, 5, 4]'),
      },
    ),
  ],
}
