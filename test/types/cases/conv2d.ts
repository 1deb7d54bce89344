import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const positive = (argument: string, got: string) => `conv2d: ${argument} must be a positive integer, got ${got}`
const pair = (argument: string, got: string) =>
  `conv2d: ${argument} must be one number, or two for height and width, got ${got}`
const tooLarge = (kernel: string, input: string) =>
  `conv2d: kernel ${kernel} is larger than input ${input}; use padding: 'same'`
const noImage = (got: string, axes = '[batch, height, width, channels]') => `conv2d: expected input ${axes}, got ${got}`
const stridesAndDilation = (strides: string, dilation: string) =>
  `conv2d: strides ${strides} and dilationRate ${dilation} exclude each other; leave one of them at 1`
const choice = (got: string, words: string, instead: string) =>
  `Type '"${got}"' is not assignable to type '${words} | undefined'. Did you mean '"${instead}"'?`

export const conv2d: LayerCases = {
  right: [
    right('[8, 8, 3]', '.conv2d(4, 3)', '["batch", 6, 6, 4], 112'),
    right('[8, 8, 3]', '.conv2d(4, 8)', '["batch", 1, 1, 4], 772'),
    right('[8, 8, 3]', '.conv2d(4, [3, 5])', '["batch", 6, 4, 4], 184'),
    right('[8, 8, 3]', '.conv2d(4, kernel)', '["batch", number, number, 4], number', {
      setup: 'const kernel = [3, 5]',
      runs: '["batch", 6, 4, 4], 184',
    }),
    right('[8, 8, 3]', ".conv2d(4, 9, { padding: 'same' })", '["batch", 8, 8, 4], 976'),
    right('[8, 8, 3]', '.conv2d(4, 3, { strides: 2 })', '["batch", 3, 3, 4], 112'),
    right('[9, 8, 3]', '.conv2d(4, 3, { strides: [2, 3] })', '["batch", 4, 2, 4], 112'),
    right('[7, 8, 3]', ".conv2d(4, 3, { strides: [2, 1], padding: 'same' })", '["batch", 4, 8, 4], 112'),
    right('[8, 8, 3]', '.conv2d(4, 3, { dilationRate: 2 })', '["batch", 4, 4, 4], 112'),
    right('[8, 8, 3]', '.conv2d(4, 3, { dilationRate: [1, 3] })', '["batch", 6, 2, 4], 112'),
    right('[8, 8, 3]', '.conv2d(4, 3, { strides: [1, 2], dilationRate: 1 })', '["batch", 6, 3, 4], 112'),
    right('[8, 8, 6]', '.conv2d(4, 3, { groups: 2 })', '["batch", 6, 6, 4], 112'),
    right('[8, 8, 6]', '.conv2d(12, 3, { groups: 6, useBias: false })', '["batch", 6, 6, 12], 108'),
    right('[3, 8, 6]', ".conv2d(4, [3, 5], { dataFormat: 'channelsFirst' })", '["batch", 4, 6, 2], 184'),
    right("['h', 'w', 3]", ".conv2d(4, 3, { padding: 'same' })", '["batch", "h", "w", 4], 112'),
    right("['h', 'w', 3]", '.conv2d(4, [1, 3])', '["batch", "h", number, 4], 40', {
      runs: '["batch", "h", null, 4], 40',
    }),
    right("[8, 'w', 3]", ".conv2d(4, 3, { padding: 'same', strides: [2, 1] })", '["batch", 4, "w", 4], 112'),
    right('[null, null, 3]', '.conv2d(4, 3)', '["batch", number, number, 4], 112', {
      runs: '["batch", null, null, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(4, 3, { padding })', '["batch", number, number, 4], 112', {
      setup: either('padding', "'same'", "'valid'"),
      runs: '["batch", 8, 8, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(4, kernel)', '["batch", number, number, 4], number', {
      setup: either('kernel', '3', '[3, 5]'),
      runs: '["batch", 6, 6, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(4, 3, { strides })', '["batch", number, number, 4], 112', {
      setup: either('strides', '2', '1'),
      runs: '["batch", 3, 3, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(filters, 3)', '["batch", 6, 6, number], number', {
      setup: either('filters', '4', '5'),
      runs: '["batch", 6, 6, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(4, 3, { groups })', '["batch", 6, 6, 4], number', {
      setup: either('groups', '1', '2'),
      runs: '["batch", 6, 6, 4], 112',
    }),
    right('[8, 8, 3]', '.conv2d(4, 3, { dataFormat })', '["batch", number, number, number], number', {
      setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
      runs: '["batch", 6, 6, 4], 112',
    }),
    right('dims', '.conv2d(4, 3)', '[Dim, number, number, 4], number', {
      setup: unknownRank,
      runs: '["batch", 6, 6, 4], 112',
    }),
  ],
  wrong: [
    wrong('[8, 8, 3]', '.conv2d(0, 3)', positive('filters', '0')),
    wrong('[8, 8, 3]', '.conv2d(2.5, 0)', positive('filters', '2.5')),
    wrong('dims', '.conv2d(4, 3, { strides: 0 })', positive('strides', '0'), { setup: unknownRank }),
    wrong('[8, 8, 3]', '.conv2d(4, 0)', positive('kernelSize', '0')),
    wrong('[8, 8, 3]', '.conv2d(4, [3, -1])', positive('kernelSize', '[3, -1]')),
    wrong('[8, 8, 3]', '.conv2d(4, [3, 3, 3])', pair('kernelSize', '[3, 3, 3]')),
    wrong('[8, 8, 3]', '.conv2d(4, 3, { strides: 0 })', positive('strides', '0')),
    wrong('[8, 8, 3]', '.conv2d(4, 3, { strides: [1, 0.5] })', positive('strides', '[1, 0.5]')),
    wrong(
      "['h', 'w', 3]",
      ".conv2d(4, 3, { padding: 'same', strides: [2, 1] })",
      "conv2d: padding 'same' with strides [2, 1] needs a known height and width, got [h, w]; give numbers in input(…), or strides of 1",
    ),
    wrong('[8, 8, 3]', '.conv2d(4, 3, { strides: [2] })', pair('strides', '[2]')),
    wrong('[8, 8, 3]', '.conv2d(4, 3, { dilationRate: -2 })', positive('dilationRate', '-2')),
    wrong('[8, 8, 3]', '.conv2d(4, 3, { strides: 2, dilationRate: 2 })', stridesAndDilation('2', '2')),
    wrong(
      '[8, 8, 3]',
      '.conv2d(4, 3, { strides: [2, 1], dilationRate: [1, 2] })',
      stridesAndDilation('[2, 1]', '[1, 2]'),
    ),
    wrong('[8, 8, 3]', '.conv2d(4, 9)', tooLarge('9x9', '8x8')),
    wrong('[8, 6, 3]', '.conv2d(4, [3, 7])', tooLarge('3x7', '8x6')),
    wrong('[8, 8, 3]', '.conv2d(4, 5, { dilationRate: 2 })', tooLarge('5x5 dilated by 2', '8x8')),
    wrong("['h', 4, 3]", '.conv2d(4, 9)', tooLarge('9x9', 'hx4')),
    wrong('[3, 8, 6]', ".conv2d(4, [5, 7], { dataFormat: 'channelsFirst' })", tooLarge('5x7', '8x6')),
    wrong('[8, 8, 6]', '.conv2d(4, 3, { groups: 4 })', 'conv2d: groups 4 must divide the 6 input channels'),
    wrong('[8, 8, 6]', '.conv2d(4, 3, { groups: 3 })', 'conv2d: groups 3 must divide the 4 filters'),
    wrong('[8, 8, 6]', '.conv2d(4, 3, { groups: 0 })', positive('groups', '0')),
    wrong(
      "[8, 8, 'c']",
      '.conv2d(4, 3)',
      'conv2d: the channels must be a known number, got c; give it in input(…) or reshape first',
    ),
    wrong('[8, 3]', '.conv2d(4, 3)', noImage('[batch, 8, 3]; add the channels in input(…), or by reshape')),
    wrong('[8, 8, 8, 3]', '.conv2d(0, 3)', noImage('[batch, 8, 8, 8, 3]')),
    // a method that cannot be called does not know the data format of the call
    wrong(
      '[3, 8]',
      ".conv2d(4, 3, { dataFormat: 'channelsFirst' })",
      noImage('[batch, 3, 8]; add the channels in input(…), or by reshape', '[batch, channels, height, width]'),
      { fluent: noImage('[batch, 3, 8]; add the channels in input(…), or by reshape') },
    ),
  ],
  refused: [
    refused(
      '[8, 8, 3]',
      ".conv2d(4, 3, { paddin: 'same' })",
      unknownOption('paddin', 'Conv2dOptions<1, "valid", 1, 1, "channelsLast", true, undefined>', 'padding'),
    ),
    refused('[8, 8, 3]', ".conv2d(4, 3, { padding: 'sme' })", choice('sme', '"same" | "valid"', 'same'), {
      throws: `conv2d: padding must be 'same' or 'valid', got "sme"`,
    }),
    refused(
      '[8, 8, 3]',
      ".conv2d(4, 3, { dataFormat: 'channelFirst' })",
      choice('channelFirst', '"channelsFirst" | "channelsLast"', 'channelsFirst'),
      { throws: `conv2d: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
    ),
    refused('[8, 8, 3]', '.conv2d(4)', 'Expected 2-3 arguments, but got 1.', {
      throws: positive('kernelSize', 'undefined'),
    }),
  ],
}
