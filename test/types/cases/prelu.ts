import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const noAxis = (axis: string) =>
  `prelu: axis ${axis} is not an axis of [batch, 8, 7, 3] beside the batch; count from 1, or back from -1`
const open = (axis: number, got: string, dim: string) =>
  `prelu: axis ${axis} of ${got} must be a known number, as each element along it has an alpha; give ${dim} in input(…), or share it: sharedAxes: [${axis}]`

export const prelu: LayerCases = {
  right: [
    right('[8]', '.prelu()', '["batch", 8], 8'),
    right('[8, 7, 3]', ".prelu({ name: 'own' })", '["batch", 8, 7, 3], 168'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: null })', '["batch", 8, 7, 3], 168'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: [] })', '["batch", 8, 7, 3], 168'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: [1, 2] })', '["batch", 8, 7, 3], 3'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: [-3, 2] })', '["batch", 8, 7, 3], 3'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: 2 })', '["batch", 8, 7, 3], 24'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: -1 })', '["batch", 8, 7, 3], 56'),
    right('[8, 7, 3]', '.prelu({ sharedAxes: [1, 2, 3] })', '["batch", 8, 7, 3], 1'),
    right("['time', 3]", '.prelu({ sharedAxes: 1 })', '["batch", "time", 3], 3'),
    right("['h', 'w', 3]", '.prelu({ sharedAxes: [1, 2] })', '["batch", "h", "w", 3], 3'),
    right('[null, 3]', '.prelu({ sharedAxes: [1] })', '["batch", number, 3], 3', { runs: '["batch", null, 3], 3' }),
    right('[8, 7, 3]', '.prelu({ sharedAxes })', '["batch", 8, 7, 3], number', {
      setup: either('sharedAxes', '1', '9'),
      runs: '["batch", 8, 7, 3], 21',
    }),
    right('[8, 7, 3]', '.prelu({ sharedAxes })', '["batch", 8, 7, 3], number', {
      setup: either('sharedAxes', '[1]', '[2, 3]'),
      runs: '["batch", 8, 7, 3], 21',
    }),
    right('[8, 7, 3]', '.prelu({ sharedAxes: [axis, 3] })', '["batch", 8, 7, 3], number', {
      setup: either('axis', '1', '2'),
      runs: '["batch", 8, 7, 3], 7',
    }),
    right('[8, 7, 3]', '.prelu({ sharedAxes })', '["batch", 8, 7, 3], number', {
      setup: 'const sharedAxes = [1, 2].map(Number)',
      runs: '["batch", 8, 7, 3], 3',
    }),
    right('dims', '.prelu()', '["batch", ...number[]], number', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 192',
    }),
    right('dims', '.prelu({ sharedAxes: [1, 2] })', '["batch", ...number[]], number', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 3',
    }),
  ],
  wrong: [
    ...['0', '4', '-4', '1.5'].map((axis) => wrong('[8, 7, 3]', `.prelu({ sharedAxes: ${axis} })`, noAxis(axis))),
    wrong('[8, 7, 3]', '.prelu({ sharedAxes: [1, 4] })', noAxis('4')),
    wrong(
      '[8, 7, 3]',
      '.prelu({ sharedAxes: [3, 1, -1] })',
      'prelu: axis [3, 1, -1] names an axis of [batch, 8, 7, 3] twice; name each once',
    ),
    wrong("['time', 3]", '.prelu()', open(1, '[batch, time, 3]', 'time'), { leftOut: true }),
    wrong("['h', 'w', 3]", '.prelu({ sharedAxes: 1 })', open(2, '[batch, h, w, 3]', 'w')),
    wrong("[4, 'f']", '.prelu({ sharedAxes: [1] })', open(2, '[batch, 4, f]', 'f')),
    wrong('[]', '.prelu()', 'prelu: expected input [batch, …, features], got [batch]'),
  ],
  refused: [
    refused('[8]', ".prelu({ sharedAxes: '1' })", "Type 'string' is not assignable to type 'SharedAxes | undefined'."),
    refused(
      '[8]',
      '.prelu({ sharedAxs: 1 })',
      unknownOption('sharedAxs', 'PreluOptions<null, undefined>', 'sharedAxes'),
    ),
  ],
}
