import { either, formatRefused, type LayerCases, type Over, otherRanks, right, times, wrong } from '../layer-cases.js'

/** Of the layers that crop images and volumes. */
export const cropping = (name: string, over: Over, initial: number): LayerCases => {
  const { each, names, unknown } = over
  const input = `[${each('8')}, 3]`
  const begun = each(`${8 - 2 * initial}`)
  const edges = (got: string) =>
    `${name}: cropping must be one integer of 0 or more, or one or [start, end] for each of ${names}, got ${got}`
  const nothingLeft = (got: string, size = '8') =>
    `${name}: cropping ${got} leaves nothing of ${times(over, size)}; crop less`
  return {
    right: [
      right(input, `.${name}()`, `["batch", ${begun}, 3], 0`),
      right(input, `.${name}(3)`, `["batch", ${each('2')}, 3], 0`),
      right(input, `.${name}([${each('2')}])`, `["batch", ${each('4')}, 3], 0`),
      right(input, `.${name}([${each('[0, 7]')}])`, `["batch", ${each('1')}, 3], 0`),
      right(`[3, ${each('8')}]`, `.${name}(1, { dataFormat: 'channelsFirst' })`, `["batch", 3, ${each('6')}], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}(0)`, `["batch", ${each('"s"')}, "c"], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}(2)`, `["batch", ${each('number')}, "c"], 0`, {
        runs: `["batch", ${each('null')}, "c"], 0`,
      }),
      right(input, `.${name}(cropping)`, `["batch", ${each('number')}, 3], 0`, {
        setup: either('cropping', '2', '3'),
        runs: `["batch", ${each('4')}, 3], 0`,
      }),
      right(input, `.${name}(cropping)`, `["batch", ${each('number')}, 3], 0`, {
        setup: `const cropping = [${each('2')}]`,
        runs: `["batch", ${each('4')}, 3], 0`,
      }),
      right('dims', `.${name}(1)`, `[Dim, ${each('number')}, number], 0`, {
        setup: unknown,
        runs: `["batch", ${each('6')}, 3], 0`,
      }),
    ],
    wrong: [
      wrong(input, `.${name}(-1)`, edges('-1')),
      wrong(input, `.${name}([1])`, edges('[1]')),
      wrong(input, `.${name}([${each('[0.5, 0]')}])`, edges(`[${each('[0.5, 0]')}]`)),
      wrong(input, `.${name}(4)`, nothingLeft('4')),
      wrong(input, `.${name}([${each('[8, 1]')}])`, nothingLeft(`[${each('[8, 1]')}]`)),
      ...(initial > 0 ? [wrong(`[${each('2')}, 3]`, `.${name}()`, nothingLeft('1', '2'), { leftOut: true })] : []),
      ...otherRanks(name, over),
    ],
    refused: formatRefused(name, over, '1, ', 'DataFormatOptions<"channelsLast">'),
  }
}
