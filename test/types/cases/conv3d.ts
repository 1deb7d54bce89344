import { either, formatRefused, type LayerCases, otherRanks, overVolumes, right, wrong } from '../layer-cases.js'

const positive = (argument: string, got: string) => `conv3d: ${argument} must be a positive integer, got ${got}`
const triple = (argument: string, got: string) =>
  `conv3d: ${argument} must be one number, or three for depth, height and width, got ${got}`

export const conv3d: LayerCases = {
  right: [
    right('[8, 8, 8, 3]', '.conv3d(4, 3)', '["batch", 6, 6, 6, 4], 328'),
    right('[8, 9, 8, 3]', '.conv3d(4, [1, 2, 3])', '["batch", 8, 8, 6, 4], 76'),
    right('[8, 8, 8, 3]', ".conv3d(4, 3, { padding: 'same', strides: [1, 2, 3] })", '["batch", 8, 4, 3, 4], 328'),
    right('[8, 8, 8, 3]', '.conv3d(4, 3, { dilationRate: 2, useBias: false })', '["batch", 4, 4, 4, 4], 324'),
    right('[8, 8, 8, 6]', '.conv3d(4, 3, { groups: 2 })', '["batch", 6, 6, 6, 4], 328'),
    right('[3, 8, 8, 8]', ".conv3d(4, 3, { dataFormat: 'channelsFirst' })", '["batch", 4, 6, 6, 6], 328'),
    right("['d', 'h', 'w', 3]", ".conv3d(4, 3, { padding: 'same' })", '["batch", "d", "h", "w", 4], 328'),
    right('[8, 8, 8, 3]', '.conv3d(4, 3, { strides })', '["batch", number, number, number, 4], 328', {
      setup: either('strides', '2', '1'),
      runs: '["batch", 3, 3, 3, 4], 328',
    }),
    right('dims', '.conv3d(4, 3)', '[Dim, number, number, number, 4], number', {
      setup: overVolumes.unknown,
      runs: '["batch", 6, 6, 6, 4], 328',
    }),
  ],
  wrong: [
    wrong('[8, 8, 8, 3]', '.conv3d(0, 3)', positive('filters', '0')),
    wrong('[8, 8, 8, 3]', '.conv3d(4, [3, 3, 0])', positive('kernelSize', '[3, 3, 0]')),
    wrong('[8, 8, 8, 3]', '.conv3d(4, [3, 3])', triple('kernelSize', '[3, 3]')),
    wrong('[8, 8, 8, 3]', '.conv3d(4, 3, { strides: [1, 2] })', triple('strides', '[1, 2]')),
    wrong('[8, 8, 8, 3]', '.conv3d(4, 9)', "conv3d: kernel 9x9x9 is larger than input 8x8x8; use padding: 'same'"),
    wrong(
      '[8, 8, 8, 3]',
      '.conv3d(4, 3, { strides: 2, dilationRate: 2 })',
      'conv3d: strides 2 and dilationRate 2 exclude each other; leave one of them at 1',
    ),
    wrong(
      "['d', 8, 8, 3]",
      ".conv3d(4, 3, { padding: 'same', strides: 2 })",
      "conv3d: padding 'same' with strides 2 needs a known depth, height and width, got [d, 8, 8]; give numbers in input(…), or strides of 1",
    ),
    wrong('[8, 8, 8, 6]', '.conv3d(4, 3, { groups: 4 })', 'conv3d: groups 4 must divide the 6 input channels'),
    wrong('[8, 8, 8, 6]', '.conv3d(4, 3, { groups: 3 })', 'conv3d: groups 3 must divide the 4 filters'),
    ...otherRanks('conv3d', overVolumes, '.conv3d(4, 3)'),
  ],
  refused: formatRefused(
    'conv3d',
    overVolumes,
    '4, 3, ',
    'Conv3dOptions<1, "valid", 1, 1, "channelsLast", true, undefined>',
  ),
}
