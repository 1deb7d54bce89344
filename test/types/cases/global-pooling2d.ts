import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

/** Of both global pooling layers, whose shapes follow the same rule. */
export const globalPooling2d = (name: string): LayerCases => ({
  right: [
    right('[8, 6, 3]', `.${name}()`, '["batch", 3], 0'),
    right('[8, 6, 3]', `.${name}({ keepDims: false })`, '["batch", 3], 0'),
    right('[8, 6, 3]', `.${name}({ keepDims: true })`, '["batch", 1, 1, 3], 0'),
    right('[3, 8, 6]', `.${name}({ dataFormat: 'channelsFirst' })`, '["batch", 3], 0'),
    right('[3, 8, 6]', `.${name}({ dataFormat: 'channelsFirst', keepDims: true })`, '["batch", 3, 1, 1], 0'),
    right("['h', 'w', 'c']", `.${name}()`, '["batch", "c"], 0'),
    right("['h', null, 3]", `.${name}({ keepDims: true })`, '["batch", 1, 1, 3], 0'),
    right('[8, 6, 3]', `.${name}({ keepDims })`, 'Shape, 0', {
      setup: either('keepDims', 'true', 'false'),
      runs: '["batch", 1, 1, 3], 0',
    }),
    right('[8, 6, 3]', `.${name}({ dataFormat })`, '["batch", number], 0', {
      setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
      runs: '["batch", 3], 0',
    }),
    right('dims', `.${name}()`, '[Dim, number], 0', { setup: unknownRank, runs: '["batch", 3], 0' }),
  ],
  wrong: [
    wrong('[8]', `.${name}()`, `${name}: expected input [batch, height, width, channels], got [batch, 8]`),
    wrong(
      "['time', 3]",
      `.${name}({ keepDims: true })`,
      `${name}: expected input [batch, height, width, channels], got [batch, time, 3]; add the channels in input(…), or by reshape`,
    ),
  ],
  refused: [
    refused(
      '[8, 6, 3]',
      `.${name}({ keepdims: true })`,
      unknownOption('keepdims', 'GlobalPooling2dOptions<"channelsLast", false>', 'keepDims'),
    ),
    refused(
      '[8, 6, 3]',
      `.${name}({ dataFormat: 'channelFirst' })`,
      `Type '"channelFirst"' is not assignable to type '"channelsFirst" | "channelsLast" | undefined'. Did you mean '"channelsFirst"'?`,
      { throws: `${name}: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
    ),
  ],
})
