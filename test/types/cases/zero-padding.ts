import { either, formatRefused, type LayerCases, type Over, otherRanks, right, wrong } from '../layer-cases.js'

/** Of the layers that pad images and volumes. */
export const zeroPadding = (name: string, over: Over): LayerCases => {
  const { each, names, unknown } = over
  const input = `[${each('8')}, 3]`
  const edges = (got: string) =>
    `${name}: padding must be one integer of 0 or more, or one or [start, end] for each of ${names}, got ${got}`
  return {
    right: [
      right(input, `.${name}()`, `["batch", ${each('10')}, 3], 0`),
      right(input, `.${name}(3)`, `["batch", ${each('14')}, 3], 0`),
      right(input, `.${name}([${each('2')}])`, `["batch", ${each('12')}, 3], 0`),
      right(input, `.${name}([${each('[2, 0]')}])`, `["batch", ${each('10')}, 3], 0`),
      right(`[3, ${each('8')}]`, `.${name}(1, { dataFormat: 'channelsFirst' })`, `["batch", 3, ${each('10')}], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}(0)`, `["batch", ${each('"s"')}, "c"], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}()`, `["batch", ${each('number')}, "c"], 0`, {
        runs: `["batch", ${each('null')}, "c"], 0`,
      }),
      right(input, `.${name}(padding)`, `["batch", ${each('number')}, 3], 0`, {
        setup: either('padding', '2', '3'),
        runs: `["batch", ${each('12')}, 3], 0`,
      }),
      right(input, `.${name}(padding)`, `["batch", ${each('number')}, 3], 0`, {
        setup: `const padding = [${each('2')}]`,
        runs: `["batch", ${each('12')}, 3], 0`,
      }),
      right(input, `.${name}(1, { dataFormat })`, `["batch", ${each('number')}, number], 0`, {
        setup: either('dataFormat', "'channelsLast'", "'channelsFirst'"),
        runs: `["batch", ${each('10')}, 3], 0`,
      }),
      right('dims', `.${name}()`, `[Dim, ${each('number')}, number], 0`, {
        setup: unknown,
        runs: `["batch", ${each('10')}, 3], 0`,
      }),
    ],
    wrong: [
      wrong(input, `.${name}(-1)`, edges('-1')),
      wrong(input, `.${name}([1])`, edges('[1]')),
      wrong(input, `.${name}([${each('0.5')}])`, edges(`[${each('0.5')}]`)),
      wrong(input, `.${name}([${each('[1, 2, 3]')}])`, edges(`[${each('[1, 2, 3]')}]`)),
      ...otherRanks(name, over),
    ],
    refused: formatRefused(name, over, '1, ', 'DataFormatOptions<"channelsLast">'),
  }
}
