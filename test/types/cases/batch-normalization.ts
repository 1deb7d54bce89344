import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const noAxis = (axis: string) =>
  `batchNormalization: axis ${axis} is not an axis of [batch, 8, 7, 3] beside the batch; count from 1, or back from -1`
const unknownAxis = (got: string) =>
  `batchNormalization: the normalized axis must be a known number, got ${got}; give it in input(…) or reshape first`
const noFeatures = 'batchNormalization: expected input [batch, …, features], got [batch]'

export const batchNormalization: LayerCases = {
  right: [
    right('[8]', '.batchNormalization()', '["batch", 8], 32'),
    right('[8, 7, 3]', '.batchNormalization()', '["batch", 8, 7, 3], 12'),
    right('[8, 7, 3]', '.batchNormalization({ axis: 1 })', '["batch", 8, 7, 3], 32'),
    right('[8, 7, 3]', '.batchNormalization({ axis: -2 })', '["batch", 8, 7, 3], 28'),
    right('[8, 7, 3]', '.batchNormalization({ scale: false })', '["batch", 8, 7, 3], 9'),
    right('[8, 7, 3]', '.batchNormalization({ center: false, scale: false })', '["batch", 8, 7, 3], 6'),
    right("['time', 3]", '.batchNormalization()', '["batch", "time", 3], 12'),
    right("[3, 'h', 'w']", '.batchNormalization({ axis: 1 })', '["batch", 3, "h", "w"], 12'),
    right('[wide]', '.batchNormalization()', '["batch", number], number', {
      setup: 'const wide = Number(5)',
      runs: '["batch", 5], 20',
    }),
    right('[8, 7, 3]', '.batchNormalization({ axis })', '["batch", 8, 7, 3], number', {
      setup: either('axis', '1', '9'),
      runs: '["batch", 8, 7, 3], 32',
    }),
    right('[8, 7, 3]', '.batchNormalization({ scale })', '["batch", 8, 7, 3], number', {
      setup: either('scale', 'true', 'false'),
      runs: '["batch", 8, 7, 3], 12',
    }),
    right('dims', '.batchNormalization()', '["batch", ...number[]], number', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 12',
    }),
  ],
  wrong: [
    ...['0', '4', '5', '-4', '-5', '1.5', '-1.5'].map((axis) =>
      wrong('[8, 7, 3]', `.batchNormalization({ axis: ${axis} })`, noAxis(axis)),
    ),
    wrong("['time']", '.batchNormalization()', unknownAxis('time')),
    wrong("['time', 3]", '.batchNormalization({ axis: 1 })', unknownAxis('time')),
    wrong("[3, 'h', 'w']", '.batchNormalization({ axis: 2 })', unknownAxis('h')),
    wrong("[3, 'h', 'w']", '.batchNormalization()', unknownAxis('w'), { leftOut: true }),
    wrong("[3, 'h', 'w']", '.batchNormalization({ momentum: 0.9 })', unknownAxis('w'), { leftOut: true }),
    wrong('[]', '.batchNormalization()', noFeatures),
    wrong('[]', '.batchNormalization({ axis: 1 })', noFeatures),
  ],
  refused: [
    refused('[8]', ".batchNormalization({ axis: '1' })", "Type 'string' is not assignable to type 'number'."),
    refused(
      '[8]',
      '.batchNormalization({ momentun: 0.9 })',
      unknownOption('momentun', 'BatchNormalizationOptions<null, true, true, undefined>', 'momentum'),
    ),
  ],
}
