import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const units = (got: string) => `dense: units must be a positive integer, got ${got}`
const noFeatures =
  'dense: expected input [batch, …, features], got [batch]; a dense layer needs at least one axis beside the batch'
const unknownFeatures = (got: string) =>
  `dense: the last axis must be a known number, got ${got}; give it in input(…) or reshape first`

export const dense: LayerCases = {
  right: [
    right('[8]', '.dense(3)', '["batch", 3], 27'),
    right('[8]', '.dense(3, { useBias: false })', '["batch", 3], 24'),
    right('[7, 4]', '.dense(3)', '["batch", 7, 3], 15'),
    right("['time', 4]", '.dense(3)', '["batch", "time", 3], 15'),
    right('[null, 4]', '.dense(3)', '["batch", number, 3], 15', { runs: '["batch", null, 3], 15' }),
    right('[8]', '.dense(units)', '["batch", 3], 27', { setup: 'const units = 3' }),
    right('[8]', '.dense(units)', '["batch", number], number', { setup: 'let units = 3', runs: '["batch", 3], 27' }),
    right('[wide]', '.dense(3)', '["batch", 3], number', { setup: 'const wide = Number(7)', runs: '["batch", 3], 24' }),
    right('[8]', '.dense(units)', '["batch", number], number', {
      setup: either('units', '3', '5'),
      runs: '["batch", 3], 27',
    }),
    right('[8]', '.dense(3, { useBias })', '["batch", 3], number', {
      setup: either('useBias', 'true', 'false'),
      runs: '["batch", 3], 27',
    }),
    right('dims', '.dense(5)', 'Shape, number', { setup: unknownRank, runs: '["batch", 8, 8, 5], 20' }),
    right('[1000000000]', '.dense(1000000000)', '["batch", 1000000000], 1000000001000000000'),
  ],
  wrong: [
    wrong('[8]', '.dense(0)', units('0')),
    wrong('[8]', '.dense(-3)', units('-3')),
    wrong('[8]', '.dense(1.5)', units('1.5')),
    wrong('[8]', '.dense(1e21)', units('1e+21')),
    wrong('[8]', '.dense(1e-7)', units('1e-7')),
    wrong('[8]', '.dense(units)', units('0'), { setup: 'const units = 0' }),
    wrong('dims', '.dense(0)', units('0'), { setup: unknownRank }),
    wrong("['time']", '.dense(3)', unknownFeatures('time')),
    wrong("[4, 'time']", ".dense(3, { activation: 'relu' })", unknownFeatures('time')),
    wrong('[]', '.dense(3)', noFeatures),
    wrong('[]', '.dense(0)', noFeatures),
  ],
  refused: [
    refused('[8]', ".dense('3')", "Argument of type 'string' is not assignable to parameter of type 'number'."),
    refused('[8]', '.dense()', 'Expected 1-2 arguments, but got 0.', { throws: units('undefined') }),
    refused('[8]', ".dense(3, { activaton: 'relu' })", unknownOption('activaton', 'DenseOptions<true>', 'activation')),
    refused('[8]', '.dense(3, { units: 3 })', unknownOption('units', 'DenseOptions<true>')),
    refused('[8]', ".dense(3, { useBias: 'no' })", "Type 'string' is not assignable to type 'boolean | undefined'."),
  ],
}
