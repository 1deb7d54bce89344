import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const noAxis = (axis: string) =>
  `normalization: axis ${axis} is not an axis of [batch, 8, 7, 3] beside the batch; count from 1, or back from -1`
const noFeatures = 'normalization: expected input [batch, …, features], got [batch]'
const unknownAxis = (got: string) =>
  `normalization: the normalized axis must be a known number, got ${got}; give it in input(…) or reshape first`

export const normalization: LayerCases = {
  right: [
    right('[8]', '.normalization()', '["batch", 8], 16'),
    right('[8, 7, 3]', '.normalization({ invert: true })', '["batch", 8, 7, 3], 6'),
    right('[8, 7, 3]', '.normalization({ axis: 1 })', '["batch", 8, 7, 3], 16'),
    right('[8, 7, 3]', '.normalization({ axis: [-1, 1] })', '["batch", 8, 7, 3], 48'),
    right('[8, 7, 3]', '.normalization({ axis: null })', '["batch", 8, 7, 3], 2'),
    right('[]', '.normalization({ axis: null })', '["batch"], 2'),
    right("['time']", '.normalization({ axis: null })', '["batch", "time"], 2'),
    right("['time', 3]", '.normalization()', '["batch", "time", 3], 6'),
    right('[3]', '.normalization({ mean: [0, 1, 2], variance: [1, 1, 4] })', '["batch", 3], 0'),
    right('[8, 3]', '.normalization({ axis: [1, 2], mean: 2, variance: 0.5 })', '["batch", 8, 3], 0'),
    right('[3]', '.normalization({ axis: null, mean: 0, variance: 1 })', '["batch", 3], 0'),
    right('[3]', '.normalization({ mean, variance: 1 })', '["batch", 3], number', {
      setup: either('mean', '0', 'undefined'),
      runs: '["batch", 3], 0',
    }),
    right('[8, 3]', '.normalization({ axis })', '["batch", 8, 3], number', {
      setup: either('axis', '1', '2'),
      runs: '["batch", 8, 3], 16',
    }),
    right('[8, 3]', '.normalization({ axis })', '["batch", 8, 3], number', {
      setup: either('axis', 'null', '2'),
      runs: '["batch", 8, 3], 2',
    }),
    right('dims', '.normalization()', '["batch", ...number[]], number', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 6',
    }),
  ],
  wrong: [
    ...['0', '4', '-4', '1.5'].map((axis) => wrong('[8, 7, 3]', `.normalization({ axis: ${axis} })`, noAxis(axis))),
    wrong('[8, 7, 3]', '.normalization({ axis: [1, 4] })', noAxis('4')),
    wrong('[8, 7, 3]', '.normalization({ axis: [] })', 'normalization: axis must name one axis or more, got []'),
    wrong(
      '[8, 7, 3]',
      '.normalization({ axis: [3, -1] })',
      'normalization: axis [3, -1] names an axis of [batch, 8, 7, 3] twice; name each once',
    ),
    wrong('[]', '.normalization()', noFeatures, { leftOut: true }),
    wrong('[]', '.normalization({ axis: -1 })', noFeatures),
    wrong("['time']", '.normalization()', unknownAxis('time'), { leftOut: true }),
    wrong("['time', 3]", '.normalization({ axis: [1, 2] })', unknownAxis('time')),
  ],
  refused: [
    refused('[8]', ".normalization({ axis: '1' })", "Type 'string' is not assignable to type 'KeptAxes | undefined'."),
    refused(
      '[8]',
      '.normalization({ axs: 1 })',
      unknownOption('axs', 'NormalizationOptions<undefined, undefined, undefined>', 'axis'),
    ),
  ],
}
