import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

/** Of both pooling layers, whose shapes follow the same rule. */
export const pooling2d = (name: string): LayerCases => {
  const positive = (argument: string, got: string) => `${name}: ${argument} must be a positive integer, got ${got}`
  const tooLarge = (pool: string, input: string) =>
    `${name}: pool ${pool} is larger than input ${input}; use padding: 'same'`
  return {
    right: [
      right('[8, 8, 3]', `.${name}()`, '["batch", 4, 4, 3], 0'),
      right('[9, 8, 3]', `.${name}([3, 2])`, '["batch", 3, 4, 3], 0'),
      right('[8, 8, 3]', `.${name}(undefined, { strides: 1 })`, '["batch", 7, 7, 3], 0'),
      right('[8, 8, 3]', `.${name}(3)`, '["batch", 2, 2, 3], 0'),
      right('[8, 8, 3]', `.${name}(3, { strides: 1 })`, '["batch", 6, 6, 3], 0'),
      right('[8, 8, 3]', `.${name}(3, { strides: null })`, '["batch", 2, 2, 3], 0'),
      right('[7, 7, 3]', `.${name}(2, { padding: 'same' })`, '["batch", 4, 4, 3], 0'),
      right('[8, 8, 3]', `.${name}(9, { strides: [2, 1], padding: 'same' })`, '["batch", 4, 8, 3], 0'),
      right('[5, 8, 6]', `.${name}(2, { dataFormat: 'channelsFirst' })`, '["batch", 5, 4, 3], 0'),
      right("['h', 'w', 'c']", `.${name}(2, { strides: 1, padding: 'same' })`, '["batch", "h", "w", "c"], 0'),
      right("['h', 'w', 3]", `.${name}(2)`, '["batch", number, number, 3], 0', { runs: '["batch", null, null, 3], 0' }),
      right('[8, 8, 3]', `.${name}(pool)`, '["batch", number, number, 3], 0', {
        setup: either('pool', '2', '3'),
        runs: '["batch", 4, 4, 3], 0',
      }),
      right('[8, 8, 3]', `.${name}(2, { padding })`, '["batch", number, number, 3], 0', {
        setup: either('padding', "'same'", "'valid'"),
        runs: '["batch", 4, 4, 3], 0',
      }),
      right('[8, 8, 3]', `.${name}(2, { dataFormat })`, '["batch", number, number, number], 0', {
        setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
        runs: '["batch", 4, 4, 3], 0',
      }),
      right('dims', `.${name}(2)`, '[Dim, number, number, number], 0', {
        setup: unknownRank,
        runs: '["batch", 4, 4, 3], 0',
      }),
    ],
    wrong: [
      wrong('[8, 8, 3]', `.${name}(9)`, tooLarge('9x9', '8x8')),
      wrong('[1, 8, 3]', `.${name}()`, tooLarge('2x2', '1x8'), { leftOut: true }),
      wrong('[1, 8, 3]', `.${name}(undefined, { strides: 1 })`, tooLarge('2x2', '1x8'), { leftOut: true }),
      wrong('[8, 8, 3]', `.${name}(undefined, { strides: 0 })`, positive('strides', '0')),
      wrong(
        "['h', 8, 3]",
        `.${name}(2, { padding: 'same' })`,
        `${name}: padding 'same' with strides 2 needs a known height and width, got [h, 8]; give numbers in input(…), or strides of 1`,
      ),
      wrong('[8, 8, 3]', `.${name}([2, 9], { strides: 1 })`, tooLarge('2x9', '8x8')),
      wrong('[8, 8, 3]', `.${name}(0)`, positive('poolSize', '0')),
      wrong('[8, 8, 3]', `.${name}([2, 2.5])`, positive('poolSize', '[2, 2.5]')),
      wrong(
        '[8, 8, 3]',
        `.${name}([2, 2, 2])`,
        `${name}: poolSize must be one number, or two for height and width, got [2, 2, 2]`,
      ),
      wrong('[8, 8, 3]', `.${name}(2, { strides: -1 })`, positive('strides', '-1')),
      wrong(
        '[8, 3]',
        `.${name}()`,
        `${name}: expected input [batch, height, width, channels], got [batch, 8, 3]; add the channels in input(…), or by reshape`,
      ),
    ],
    refused: [
      refused(
        '[8, 8, 3]',
        `.${name}(2, { stride: 1 })`,
        unknownOption('stride', 'Pooling2dOptions<null, "valid", "channelsLast", undefined>', 'strides'),
      ),
      refused(
        '[8, 8, 3]',
        `.${name}(2, { padding: 'sam' })`,
        `Type '"sam"' is not assignable to type '"same" | "valid" | undefined'. Did you mean '"same"'?`,
        { throws: `${name}: padding must be 'same' or 'valid', got "sam"` },
      ),
    ],
  }
}
