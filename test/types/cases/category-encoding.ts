import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const positive = (got: string) => `categoryEncoding: numTokens must be a positive integer, got ${got}`
const joined =
  "categoryEncoding: expected input [batch, …, categories], got [batch]; for one a sample, use outputMode: 'oneHot'"

export const categoryEncoding: LayerCases = {
  right: [
    right('[5]', '.categoryEncoding(7)', '["batch", 7], 0'),
    right('[5, 3]', ".categoryEncoding(7, { outputMode: 'count' })", '["batch", 5, 7], 0'),
    right("['words']", '.categoryEncoding(7)', '["batch", 7], 0'),
    right('[]', ".categoryEncoding(7, { outputMode: 'oneHot' })", '["batch", 7], 0'),
    right('[1]', ".categoryEncoding(7, { outputMode: 'oneHot' })", '["batch", 7], 0'),
    right('[5]', ".categoryEncoding(7, { outputMode: 'oneHot' })", '["batch", 5, 7], 0'),
    right('[5, 1]', ".categoryEncoding(7, { outputMode: 'oneHot' })", '["batch", 5, 7], 0'),
    right("['words']", ".categoryEncoding(7, { outputMode: 'oneHot' })", '["batch", "words", 7], 0'),
    right('[null]', '.categoryEncoding(7)', '["batch", 7], 0'),
    right('[null]', ".categoryEncoding(7, { outputMode: 'oneHot' })", 'Shape, 0', { runs: '["batch", null, 7], 0' }),
    right('[5]', '.categoryEncoding(words)', '["batch", number], 0', {
      setup: 'const words = Number(10)',
      runs: '["batch", 10], 0',
    }),
    right('[5]', '.categoryEncoding(7, { outputMode })', '["batch", 7], 0', {
      setup: either('outputMode', "'count'", "'multiHot'"),
    }),
    right('[5]', '.categoryEncoding(7, { outputMode })', 'Shape, 0', {
      setup: either('outputMode', "'count'", "'oneHot'"),
      runs: '["batch", 7], 0',
    }),
    right('dims', '.categoryEncoding(7)', 'Shape, 0', { setup: unknownRank, runs: '["batch", 8, 8, 7], 0' }),
  ],
  wrong: [
    wrong('[5]', '.categoryEncoding(0)', positive('0')),
    wrong('[5]', '.categoryEncoding(2.5)', positive('2.5')),
    wrong('[]', ".categoryEncoding(-1, { outputMode: 'oneHot' })", positive('-1')),
    wrong('dims', '.categoryEncoding(0)', positive('0'), { setup: unknownRank }),
    wrong('[]', '.categoryEncoding(7)', joined),
    wrong('[]', ".categoryEncoding(7, { outputMode: 'count' })", joined),
  ],
  refused: [
    refused('[5]', '.categoryEncoding()', 'Expected 1-2 arguments, but got 0.', { throws: positive('undefined') }),
    refused(
      '[5]',
      ".categoryEncoding(7, { outputMode: 'onehot' })",
      `Type '"onehot"' is not assignable to type 'Encoding | undefined'. Did you mean '"oneHot"'?`,
      { throws: `categoryEncoding: outputMode must be 'multiHot', 'oneHot' or 'count', got "onehot"` },
    ),
    refused(
      '[5]',
      ".categoryEncoding(7, { mode: 'count' })",
      unknownOption('mode', 'CategoryEncodingOptions<"multiHot">'),
    ),
  ],
}
