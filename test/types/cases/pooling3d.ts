import { either, formatRefused, type LayerCases, otherRanks, overVolumes, right, wrong } from '../layer-cases.js'

const input = '[8, 8, 8, 3]'

/** Of both pooling layers over volumes. */
export const pooling3d = (name: string): LayerCases => {
  const positive = (argument: string, got: string) => `${name}: ${argument} must be a positive integer, got ${got}`
  const tooLarge = (pool: string, size: string) =>
    `${name}: pool ${pool} is larger than input ${size}; use padding: 'same'`
  return {
    right: [
      right(input, `.${name}()`, '["batch", 4, 4, 4, 3], 0'),
      right(input, `.${name}([1, 2, 3])`, '["batch", 8, 4, 2, 3], 0'),
      right(input, `.${name}(undefined, { strides: 1 })`, '["batch", 7, 7, 7, 3], 0'),
      right('[7, 7, 7, 3]', `.${name}(2, { padding: 'same' })`, '["batch", 4, 4, 4, 3], 0'),
      right(input, `.${name}(2, { strides: [1, 2, 3] })`, '["batch", 7, 4, 3, 3], 0'),
      right('[3, 8, 8, 8]', `.${name}(2, { dataFormat: 'channelsFirst' })`, '["batch", 3, 4, 4, 4], 0'),
      right("['d', 'h', 'w', 'c']", `.${name}(2, { strides: 1, padding: 'same' })`, '["batch", "d", "h", "w", "c"], 0'),
      right(input, `.${name}(pool)`, '["batch", number, number, number, 3], 0', {
        setup: either('pool', '2', '3'),
        runs: '["batch", 4, 4, 4, 3], 0',
      }),
      right('dims', `.${name}(2)`, '[Dim, number, number, number, number], 0', {
        setup: overVolumes.unknown,
        runs: '["batch", 4, 4, 4, 3], 0',
      }),
    ],
    wrong: [
      wrong(input, `.${name}(9)`, tooLarge('9x9x9', '8x8x8')),
      wrong('[1, 8, 8, 3]', `.${name}()`, tooLarge('2x2x2', '1x8x8'), { leftOut: true }),
      wrong(input, `.${name}(0)`, positive('poolSize', '0')),
      wrong(input, `.${name}(2, { strides: -1 })`, positive('strides', '-1')),
      wrong(
        input,
        `.${name}([2, 2])`,
        `${name}: poolSize must be one number, or three for depth, height and width, got [2, 2]`,
      ),
      wrong(
        "['d', 8, 8, 3]",
        `.${name}(2, { padding: 'same' })`,
        `${name}: padding 'same' with strides 2 needs a known depth, height and width, got [d, 8, 8]; give numbers in input(…), or strides of 1`,
      ),
      ...otherRanks(name, overVolumes),
    ],
    refused: formatRefused(name, overVolumes, '2, ', 'Pooling3dOptions<null, "valid", "channelsLast", undefined>'),
  }
}

/** Of both global pooling layers over volumes. */
export const globalPooling3d = (name: string): LayerCases => ({
  right: [
    right(input, `.${name}()`, '["batch", 3], 0'),
    right(input, `.${name}({ keepDims: true })`, '["batch", 1, 1, 1, 3], 0'),
    right('[3, 8, 8, 8]', `.${name}({ dataFormat: 'channelsFirst' })`, '["batch", 3], 0'),
    right('[3, 8, 8, 8]', `.${name}({ dataFormat: 'channelsFirst', keepDims: true })`, '["batch", 3, 1, 1, 1], 0'),
    right(input, `.${name}({ keepDims })`, 'Shape, 0', {
      setup: either('keepDims', 'true', 'false'),
      runs: '["batch", 1, 1, 1, 3], 0',
    }),
    right('dims', `.${name}()`, '[Dim, number], 0', { setup: overVolumes.unknown, runs: '["batch", 3], 0' }),
  ],
  wrong: otherRanks(name, overVolumes),
  refused: formatRefused(name, overVolumes, '', 'GlobalPooling3dOptions<"channelsLast", false>'),
})
