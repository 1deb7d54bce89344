import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const noAxis = (axis: string) =>
  `softmax: axis ${axis} is not an axis of [batch, 8, 7, 3] beside the batch; count from 1, or back from -1`

export const softmax: LayerCases = {
  right: [
    right('[8]', '.softmax()', '["batch", 8], 0'),
    right('[8, 7, 3]', '.softmax({ axis: 1 })', '["batch", 8, 7, 3], 0'),
    right('[8, 7, 3]', '.softmax({ axis: [1, -2] })', '["batch", 8, 7, 3], 0'),
    right("['time', 'f']", '.softmax({ axis: 1 })', '["batch", "time", "f"], 0'),
    right('[8, 7, 3]', '.softmax({ axis })', '["batch", 8, 7, 3], 0', { setup: either('axis', '1', '9') }),
    right('dims', '.softmax({ axis: 2 })', '["batch", ...number[]], 0', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 0',
    }),
  ],
  wrong: [
    ...['0', '4', '-4', '1.5'].map((axis) => wrong('[8, 7, 3]', `.softmax({ axis: ${axis} })`, noAxis(axis))),
    wrong('[8, 7, 3]', '.softmax({ axis: [1, 4] })', noAxis('4')),
    wrong('[8, 7, 3]', '.softmax({ axis: [] })', 'softmax: axis must name one axis or more, got []'),
    wrong(
      '[8, 7, 3]',
      '.softmax({ axis: [3, -1] })',
      'softmax: axis [3, -1] names an axis of [batch, 8, 7, 3] twice; name each once',
    ),
    wrong('[]', '.softmax()', 'softmax: expected input [batch, …, features], got [batch]'),
  ],
  refused: [
    refused(
      '[8]',
      ".softmax({ axis: '1' })",
      "Type 'string' is not assignable to type 'NormalizedAxes | null | undefined'.",
    ),
    refused('[8]', '.softmax({ axs: 1 })', unknownOption('axs', 'SoftmaxOptions<null, undefined>', 'axis')),
  ],
}
