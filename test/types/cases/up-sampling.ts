import { either, formatRefused, type LayerCases, type Over, otherRanks, right, wrong } from '../layer-cases.js'

/** Of the layers that repeat the elements of images and volumes. */
export const upSampling = (name: string, over: Over, options: string): LayerCases => {
  const { each, names, count, unknown } = over
  const input = `[${each('8')}, 3]`
  const positive = (got: string) => `${name}: size must be a positive integer, got ${got}`
  const interpolations = ['bilinear', 'bicubic', 'lanczos3', 'lanczos5'].map((interpolation) =>
    right(input, `.${name}(3, { interpolation: '${interpolation}' })`, `["batch", ${each('24')}, 3], 0`),
  )
  return {
    right: [
      right(input, `.${name}()`, `["batch", ${each('16')}, 3], 0`),
      right(input, `.${name}([${each('3')}])`, `["batch", ${each('24')}, 3], 0`),
      ...(count === 'two' ? interpolations : []),
      right(
        `[3, ${each('8')}]`,
        `.${name}(undefined, { dataFormat: 'channelsFirst' })`,
        `["batch", 3, ${each('16')}], 0`,
      ),
      right(`[${each("'s'")}, 'c']`, `.${name}(1)`, `["batch", ${each('"s"')}, "c"], 0`),
      right(`[${each("'s'")}, 'c']`, `.${name}()`, `["batch", ${each('number')}, "c"], 0`, {
        runs: `["batch", ${each('null')}, "c"], 0`,
      }),
      right(input, `.${name}(size)`, `["batch", ${each('number')}, 3], 0`, {
        setup: either('size', '2', '3'),
        runs: `["batch", ${each('16')}, 3], 0`,
      }),
      right('dims', `.${name}()`, `[Dim, ${each('number')}, number], 0`, {
        setup: unknown,
        runs: `["batch", ${each('16')}, 3], 0`,
      }),
    ],
    wrong: [
      wrong(input, `.${name}(0)`, positive('0')),
      wrong(input, `.${name}([${each('1.5')}])`, positive(`[${each('1.5')}]`)),
      wrong(input, `.${name}([2])`, `${name}: size must be one number, or ${count} for ${names}, got [2]`),
      ...otherRanks(name, over),
    ],
    refused: formatRefused(name, over, '2, ', options),
  }
}
