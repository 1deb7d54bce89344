import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const positive = (argument: string, got: string) => `embedding: ${argument} must be a positive integer, got ${got}`

export const embedding: LayerCases = {
  right: [
    right('[20]', '.embedding(1000, 16)', '["batch", 20, 16], 16000'),
    right('[20]', '.embedding(1000, 16, { maskZero: true })', '["batch", 20, 16], 16000'),
    right('[]', '.embedding(7, 3)', '["batch", 3], 21'),
    right('[2, 3]', '.embedding(7, 3)', '["batch", 2, 3, 3], 21'),
    right("['time']", '.embedding(1, 1)', '["batch", "time", 1], 1'),
    right('[null]', '.embedding(7, 3)', '["batch", number, 3], 21', { runs: '["batch", null, 3], 21' }),
    right('[20]', '.embedding(words, 16)', '["batch", 20, 16], number', {
      setup: 'const words = Number(10)',
      runs: '["batch", 20, 16], 160',
    }),
    right('[20]', '.embedding(10, columns)', '["batch", 20, number], number', {
      setup: either('columns', '16', '32'),
      runs: '["batch", 20, 16], 160',
    }),
    right('dims', '.embedding(7, 3)', 'Shape, 21', { setup: unknownRank, runs: '["batch", 8, 8, 3, 3], 21' }),
    right('[1000000]', '.embedding(1000000000, 1000000)', '["batch", 1000000, 1000000], 1000000000000000'),
  ],
  wrong: [
    wrong('[20]', '.embedding(0, 16)', positive('inputDim', '0')),
    wrong('[20]', '.embedding(-5, 0)', positive('inputDim', '-5')),
    wrong('[20]', '.embedding(10.5, 16)', positive('inputDim', '10.5')),
    wrong('[20]', '.embedding(words, 16)', positive('inputDim', '0'), { setup: 'const words = 0' }),
    wrong('[20]', '.embedding(1000, 0)', positive('outputDim', '0')),
    wrong('[20]', '.embedding(1000, -1)', positive('outputDim', '-1')),
    wrong('[20]', '.embedding(1000, 1e-7)', positive('outputDim', '1e-7')),
    wrong('dims', '.embedding(1000, 0)', positive('outputDim', '0'), { setup: unknownRank }),
  ],
  refused: [
    refused('[20]', '.embedding(1000)', 'Expected 2-3 arguments, but got 1.', {
      throws: positive('outputDim', 'undefined'),
    }),
    refused(
      '[20]',
      ".embedding('a', 3)",
      "Argument of type 'string' is not assignable to parameter of type 'number'.",
      {
        throws: positive('inputDim', '"a"'),
      },
    ),
    refused('[20]', '.embedding(10, 3, { mask: true })', unknownOption('mask', 'EmbeddingOptions')),
    refused('[20]', '.embedding(10, 3, { maskzero: true })', unknownOption('maskzero', 'EmbeddingOptions', 'maskZero')),
  ],
}
