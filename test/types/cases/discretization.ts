import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const positive = (got: string) => `discretization: bins must be a positive integer, got ${got}`
const neither = (got: string) =>
  `discretization: bins must be a list of ascending numbers, or a positive integer, got ${got}`
const joined =
  "discretization: expected input [batch, …, categories], got [batch]; for one a sample, use outputMode: 'oneHot'"

export const discretization: LayerCases = {
  right: [
    right('[5]', '.discretization([0, 1, 2])', '["batch", 5], 0'),
    right('[]', '.discretization(4)', '["batch"], 3'),
    right('[5]', '.discretization(1)', '["batch", 5], 0'),
    right("['time', 3]", '.discretization(100, { epsilon: 0.001 })', '["batch", "time", 3], 99'),
    right('[5]', ".discretization([0, 1, 2], { outputMode: 'oneHot' })", '["batch", 5, 4], 0'),
    right('[1]', ".discretization([0, 1, 2], { outputMode: 'oneHot' })", '["batch", 4], 0'),
    right('[]', ".discretization(10, { outputMode: 'oneHot' })", '["batch", 10], 9'),
    right('[5]', ".discretization(10, { outputMode: 'multiHot' })", '["batch", 10], 9'),
    right('[5, 3]', ".discretization([0.5], { outputMode: 'count' })", '["batch", 5, 2], 0'),
    right('[null]', ".discretization([0], { outputMode: 'count' })", '["batch", 2], 0'),
    right('[null]', ".discretization([0], { outputMode: 'oneHot' })", 'Shape, 0', { runs: '["batch", null, 2], 0' }),
    right('[5]', ".discretization(bins, { outputMode: 'count' })", '["batch", number], number', {
      setup: 'const bins = Number(10)',
      runs: '["batch", 10], 9',
    }),
    right('[5]', ".discretization(bounds, { outputMode: 'count' })", '["batch", number], 0', {
      setup: 'const bounds = [1, 2].map(Number)',
      runs: '["batch", 3], 0',
    }),
    right('[5]', ".discretization(bins, { outputMode: 'count' })", '["batch", number], number', {
      setup: either('bins', '3', '[1, 2]'),
      runs: '["batch", 3], 2',
    }),
    right('[5]', '.discretization(4, { outputMode })', 'Shape, 3', {
      setup: either('outputMode', "'int'", "'oneHot'"),
      runs: '["batch", 5], 3',
    }),
    right('dims', '.discretization(4)', '["batch", ...number[]], 3', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 3',
    }),
  ],
  wrong: [
    wrong('[5]', '.discretization(0)', positive('0')),
    wrong('[5]', '.discretization(2.5)', positive('2.5')),
    wrong('[5]', '.discretization(-1)', positive('-1')),
    wrong('dims', '.discretization(0)', positive('0'), { setup: unknownRank }),
    wrong('[5]', '.discretization([])', 'discretization: bins must hold one boundary or more, got []'),
    wrong('[]', ".discretization(4, { outputMode: 'multiHot' })", joined),
    wrong('[]', ".discretization([1, 2], { outputMode: 'count' })", joined),
  ],
  refused: [
    refused('[5]', '.discretization()', 'Expected 1-2 arguments, but got 0.', { throws: neither('undefined') }),
    refused('[5]', ".discretization('4')", "Argument of type 'string' is not assignable to parameter of type 'Bins'.", {
      throws: neither('"4"'),
    }),
    refused(
      '[5]',
      ".discretization(4, { outputMode: 'onehot' })",
      `Type '"onehot"' is not assignable to type 'BinMode | undefined'. Did you mean '"oneHot"'?`,
      { throws: `discretization: outputMode must be 'int', 'multiHot', 'oneHot' or 'count', got "onehot"` },
    ),
    refused('[5]', '.discretization(4, { eps: 0.1 })', unknownOption('eps', 'DiscretizationOptions<"int">')),
  ],
}
