import { either, type LayerCases, refused, right, unknownOption, unknownRank, wrong } from '../layer-cases.js'

const badDim = (target: string) => `reshape: target ${target} must hold positive integers, or one -1`

export const reshape: LayerCases = {
  right: [
    right('[12]', '.reshape([3, 4])', '["batch", 3, 4], 0'),
    right('[12]', '.reshape([2, -1, 3])', '["batch", 2, 2, 3], 0'),
    right('[28, 28, 1]', '.reshape([-1])', '["batch", 784], 0'),
    right('[6, 2]', '.reshape([2, 6])', '["batch", 2, 6], 0'),
    right('[1]', '.reshape([])', '["batch"], 0'),
    right("['time', 4]", '.reshape([-1, 2])', '["batch", number, 2], 0', { runs: '["batch", null, 2], 0' }),
    right("['time', 4]", '.reshape([8])', '["batch", 8], 0'),
    right('[null, 4]', '.reshape([2, 2])', '["batch", 2, 2], 0'),
    right('[12]', '.reshape([rows, 4])', '["batch", 3, 4], 0', { setup: 'const rows = 3' }),
    right('[12]', '.reshape([rows, 4])', '["batch", number, 4], 0', {
      setup: 'const rows = Number(3)',
      runs: '["batch", 3, 4], 0',
    }),
    right('[12]', '.reshape([rows, -1])', '["batch", number, number], 0', {
      setup: either('rows', '3', '4'),
      runs: '["batch", 3, 4], 0',
    }),
    right('[12]', '.reshape([rows, 4])', '["batch", number, 4], 0', {
      setup: either('rows', '3', '-1'),
      runs: '["batch", 3, 4], 0',
    }),
    right('[12]', '.reshape(target)', '["batch", ...number[]], 0', {
      setup: 'const target = [3, 4]',
      runs: '["batch", 3, 4], 0',
    }),
    right('dims', '.reshape([8, -1])', '["batch", 8, number], 0', { setup: unknownRank, runs: '["batch", 8, 24], 0' }),
  ],
  wrong: [
    wrong('[12]', '.reshape([5, 4])', 'reshape: target [5, 4] has 20 elements, input [12] has 12'),
    wrong(
      '[28, 28, 1]',
      '.reshape([28, 27, 1])',
      'reshape: target [28, 27, 1] has 756 elements, input [28, 28, 1] has 784',
    ),
    wrong('[12]', '.reshape([])', 'reshape: target [] has 1 elements, input [12] has 12'),
    wrong('[12]', '.reshape([5, -1])', 'reshape: target [5, -1] needs a multiple of 5 elements, input [12] has 12'),
    wrong(
      '[12]',
      '.reshape([-1, -1])',
      'reshape: target [-1, -1] may have one -1 only; give the other dims as numbers',
    ),
    wrong(
      "['time', 4]",
      '.reshape([-1, 2, -1])',
      'reshape: target [-1, 2, -1] may have one -1 only; give the other dims as numbers',
    ),
    wrong('[12]', '.reshape([0, 4])', badDim('[0, 4]')),
    wrong('[12]', '.reshape([-2, 6])', badDim('[-2, 6]')),
    wrong('[12]', '.reshape([1.5, 8])', badDim('[1.5, 8]')),
    wrong('dims', '.reshape([0])', badDim('[0]'), { setup: unknownRank }),
  ],
  refused: [
    refused(
      '[12]',
      '.reshape(12)',
      "Argument of type 'number' is not assignable to parameter of type 'readonly number[]'.",
    ),
    refused('[12]', ".reshape(['time', 4])", "Type 'string' is not assignable to type 'number'.", {
      throws: badDim('[time, 4]'),
    }),
    refused('[12]', ".reshape([3, 4], { nme: 'grid' })", unknownOption('nme', 'NamedOptions', 'name')),
  ],
}
