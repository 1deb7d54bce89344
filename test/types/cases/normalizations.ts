import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

type Layer = 'layerNormalization' | 'rmsNormalization' | 'unitNormalization'

const noAxis = (layer: string, axis: string) =>
  `${layer}: axis ${axis} is not an axis of [batch, 8, 7, 3] beside the batch; count from 1, or back from -1`
const noFeatures = (layer: string) => `${layer}: expected input [batch, …, features], got [batch]`
const unknownAxis = (layer: string, got: string) =>
  `${layer}: the normalized axis must be a known number, got ${got}; give it in input(…) or reshape first`

/** The same of all that normalize one axis or some; `vectors` weights for each element there. */
const normalization = (layer: Layer, vectors: number, options: string): LayerCases => ({
  right: [
    right('[8]', `.${layer}()`, `["batch", 8], ${8 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ epsilon: 0.1 })`, `["batch", 8, 7, 3], ${3 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ axis: 1 })`, `["batch", 8, 7, 3], ${8 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ axis: -2 })`, `["batch", 8, 7, 3], ${7 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ axis: [1, -1] })`, `["batch", 8, 7, 3], ${24 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ axis: [3, 1, 2] })`, `["batch", 8, 7, 3], ${168 * vectors}`),
    right("['time', 3]", `.${layer}()`, `["batch", "time", 3], ${3 * vectors}`),
    right('[8, 7, 3]', `.${layer}({ axis })`, `["batch", 8, 7, 3], ${vectors ? 'number' : 0}`, {
      setup: either('axis', '1', '9'),
      runs: `["batch", 8, 7, 3], ${8 * vectors}`,
    }),
    right('[8, 7, 3]', `.${layer}({ axis })`, `["batch", 8, 7, 3], ${vectors ? 'number' : 0}`, {
      setup: either('axis', '1', '[2, 3]'),
      runs: `["batch", 8, 7, 3], ${8 * vectors}`,
    }),
    right('[8, 7, 3]', `.${layer}({ axis })`, `["batch", 8, 7, 3], ${vectors ? 'number' : 0}`, {
      setup: 'const axis = [1, 2].map(Number)',
      runs: `["batch", 8, 7, 3], ${56 * vectors}`,
    }),
    right('dims', `.${layer}()`, `["batch", ...number[]], ${vectors ? 'number' : 0}`, {
      setup: unknownRank,
      runs: `["batch", 8, 8, 3], ${3 * vectors}`,
    }),
    right('dims', `.${layer}({ axis: [1, 2] })`, `["batch", ...number[]], ${vectors ? 'number' : 0}`, {
      setup: unknownRank,
      runs: `["batch", 8, 8, 3], ${64 * vectors}`,
    }),
  ].filter(({ call }) => layer !== 'unitNormalization' || !call.includes('epsilon')),
  wrong: [
    ...['0', '4', '-4', '-5', '1.5'].map((axis) =>
      wrong('[8, 7, 3]', `.${layer}({ axis: ${axis} })`, noAxis(layer, axis)),
    ),
    wrong('[8, 7, 3]', `.${layer}({ axis: [1, 4] })`, noAxis(layer, '4')),
    wrong('[8, 7, 3]', `.${layer}({ axis: [] })`, `${layer}: axis must name one axis or more, got []`),
    wrong(
      '[8, 7, 3]',
      `.${layer}({ axis: [3, 1, -1] })`,
      `${layer}: axis [3, 1, -1] names an axis of [batch, 8, 7, 3] twice; name each once`,
    ),
    wrong('[]', `.${layer}()`, noFeatures(layer)),
    wrong('[]', `.${layer}({ axis: 1 })`, noFeatures(layer)),
  ],
  refused: [
    refused(
      '[8]',
      `.${layer}({ axis: '1' })`,
      "Type 'string' is not assignable to type 'NormalizedAxes | null | undefined'.",
    ),
    refused('[8]', `.${layer}({ axs: 1 })`, unknownOption('axs', options, 'axis')),
  ],
})

/** Of those with weights, whose axes must be known. */
const weighted = (layer: Layer): LayerCases['wrong'] => [
  wrong("['time']", `.${layer}()`, unknownAxis(layer, 'time')),
  wrong("['time', 3]", `.${layer}({ axis: [1, 2] })`, unknownAxis(layer, 'time')),
  wrong("[3, 'h', 'w']", `.${layer}()`, unknownAxis(layer, 'w'), { leftOut: true }),
]

const both = normalization('layerNormalization', 2, 'LayerNormalizationOptions<null, true, true, undefined>')
export const layerNormalization: LayerCases = {
  ...both,
  right: [
    ...both.right,
    right('[8, 7, 3]', '.layerNormalization({ scale: false })', '["batch", 8, 7, 3], 3'),
    right('[8, 7, 3]', '.layerNormalization({ scale: false, center: false })', '["batch", 8, 7, 3], 0'),
    right('[8, 7, 3]', '.layerNormalization({ center })', '["batch", 8, 7, 3], number', {
      setup: either('center', 'true', 'false'),
      runs: '["batch", 8, 7, 3], 6',
    }),
  ],
  wrong: [...both.wrong, ...weighted('layerNormalization')],
}

const one = normalization('rmsNormalization', 1, 'RmsNormalizationOptions<null, undefined>')
export const rmsNormalization: LayerCases = { ...one, wrong: [...one.wrong, ...weighted('rmsNormalization')] }

const none = normalization('unitNormalization', 0, 'UnitNormalizationOptions<null, undefined>')
export const unitNormalization: LayerCases = {
  ...none,
  right: [
    ...none.right,
    right("['time', 3]", '.unitNormalization({ axis: 1 })', '["batch", "time", 3], 0'),
    right("['time']", '.unitNormalization()', '["batch", "time"], 0'),
  ],
}

const groups = (got: string, channels: string) =>
  `groupNormalization: groups ${got} must divide the ${channels} input channels`
const positive = (got: string) => `groupNormalization: groups must be a positive integer, got ${got}`

export const groupNormalization: LayerCases = {
  right: [
    right('[8, 64]', '.groupNormalization()', '["batch", 8, 64], 128'),
    right('[8, 6]', '.groupNormalization({ groups: 3 })', '["batch", 8, 6], 12'),
    right('[8, 6]', '.groupNormalization({ groups: -1 })', '["batch", 8, 6], 12'),
    right('[8, 6, 3]', '.groupNormalization({ groups: 4, axis: 1 })', '["batch", 8, 6, 3], 16'),
    right('[8, 6, 3]', '.groupNormalization({ groups: 2, axis: -2 })', '["batch", 8, 6, 3], 12'),
    right("['time', 6]", '.groupNormalization({ groups: 2, scale: false })', '["batch", "time", 6], 6'),
    right('[null, null, 6]', '.groupNormalization({ groups: 2 })', '["batch", number, number, 6], 12', {
      runs: '["batch", null, null, 6], 12',
    }),
    right('[8, 6]', '.groupNormalization({ groups })', '["batch", 8, 6], 12', { setup: either('groups', '3', '4') }),
    right('dims', '.groupNormalization({ groups: 3 })', '["batch", ...number[]], number', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 6',
    }),
  ],
  wrong: [
    wrong('[8, 6]', '.groupNormalization({ groups: 4 })', groups('4', '6')),
    wrong('[8, 6]', '.groupNormalization({ groups: 12 })', groups('12', '6')),
    wrong('[8, 6]', '.groupNormalization({ groups: 0 })', positive('0')),
    wrong('[8, 6]', '.groupNormalization({ groups: -2 })', positive('-2')),
    wrong('[8, 6]', '.groupNormalization({ groups: 1.5 })', positive('1.5')),
    wrong('[8, 6]', '.groupNormalization()', groups('32', '6'), { leftOut: true }),
    wrong('[8, 64]', '.groupNormalization({ axis: 1 })', groups('32', '8'), { leftOut: true }),
    wrong('[8, 7, 3]', '.groupNormalization({ groups: 4, axis: 4 })', noAxis('groupNormalization', '4')),
    wrong("['time']", '.groupNormalization()', unknownAxis('groupNormalization', 'time')),
    wrong("[3, 'h', 'w']", '.groupNormalization({ groups: 1 })', unknownAxis('groupNormalization', 'w'), {
      leftOut: true,
    }),
    wrong('[]', '.groupNormalization()', noFeatures('groupNormalization')),
  ],
  refused: [
    refused('[64]', ".groupNormalization({ groups: '1' })", "Type 'string' is not assignable to type 'number'."),
    refused(
      '[64]',
      '.groupNormalization({ group: 2 })',
      unknownOption('group', 'GroupNormalizationOptions<null, null, true, true, undefined>', 'groups'),
    ),
  ],
}
