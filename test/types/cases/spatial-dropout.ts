import { either, formatRefused, type LayerCases, type Over, otherRanks, refused, right, wrong } from '../layer-cases.js'

/** Of the layers that drop channels of images and of volumes. */
export const spatialDropout = (name: string, over: Over): LayerCases => {
  const { each, unknown } = over
  const input = `[${each('8')}, 3]`
  const outOfRange = (got: string) => `${name}: rate must be in [0, 1), got ${got}`
  return {
    right: [
      right(input, `.${name}(0)`, `["batch", ${each('8')}, 3], 0`),
      right(`[3, ${each('8')}]`, `.${name}(0.5, { dataFormat: 'channelsFirst' })`, `["batch", 3, ${each('8')}], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}(0.5)`, `["batch", ${each('"s"')}, "c"], 0`),
      right(input, `.${name}(rate)`, `["batch", ${each('8')}, 3], 0`, { setup: either('rate', '0.5', '1.5') }),
      right('dims', `.${name}(0.5)`, '["batch", ...number[]], 0', {
        setup: unknown,
        runs: `["batch", ${each('8')}, 3], 0`,
      }),
    ],
    wrong: [
      wrong(input, `.${name}(1)`, outOfRange('1')),
      wrong(input, `.${name}(-0.1)`, outOfRange('-0.1')),
      ...otherRanks(name, over, `.${name}(0.5)`),
    ],
    refused: [
      refused(input, `.${name}()`, 'Expected 1-2 arguments, but got 0.', { throws: outOfRange('undefined') }),
      ...formatRefused(name, over, '0.5, ', 'DataFormatOptions<"channelsLast">'),
    ],
  }
}
