import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

/** Of both global pooling layers over series, whose shapes follow the same rule. */
export const globalPooling1d = (name: string): LayerCases => ({
  right: [
    right('[8, 3]', `.${name}()`, '["batch", 3], 0'),
    right('[8, 3]', `.${name}({ keepDims: false })`, '["batch", 3], 0'),
    right('[8, 3]', `.${name}({ keepDims: true })`, '["batch", 1, 3], 0'),
    right('[3, 8]', `.${name}({ dataFormat: 'channelsFirst' })`, '["batch", 3], 0'),
    right('[3, 8]', `.${name}({ dataFormat: 'channelsFirst', keepDims: true })`, '["batch", 3, 1], 0'),
    right("['t', 'f']", `.${name}()`, '["batch", "f"], 0'),
    right('[null, 3]', `.${name}({ keepDims: true })`, '["batch", 1, 3], 0'),
    right('[8, 3]', `.${name}({ keepDims })`, 'Shape, 0', {
      setup: either('keepDims', 'true', 'false'),
      runs: '["batch", 1, 3], 0',
    }),
    right('[8, 3]', `.${name}({ dataFormat })`, '["batch", number], 0', {
      setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
      runs: '["batch", 3], 0',
    }),
    right('dims', `.${name}()`, '[Dim, number], 0', {
      setup: unknownSeries,
      runs: '["batch", 3], 0',
    }),
  ],
  wrong: [
    wrong(
      '[8]',
      `.${name}()`,
      `${name}: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape`,
    ),
    wrong(
      "['time', 8, 3]",
      `.${name}({ keepDims: true })`,
      `${name}: expected input [batch, time, features], got [batch, time, 8, 3]`,
    ),
  ],
  refused: [
    refused(
      '[8, 3]',
      `.${name}({ keepdims: true })`,
      unknownOption('keepdims', 'GlobalPooling1dOptions<"channelsLast", false>', 'keepDims'),
    ),
    refused(
      '[8, 3]',
      `.${name}({ dataFormat: 'channelFirst' })`,
      `Type '"channelFirst"' is not assignable to type '"channelsFirst" | "channelsLast" | undefined'. Did you mean '"channelsFirst"'?`,
      { throws: `${name}: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
    ),
  ],
})
