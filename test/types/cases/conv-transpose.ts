import { either, type LayerCases, refused, right, unknownOption, wrong } from '../layer-cases.js'

/** Of transposed convolutions over one to three axes. */
export const convTranspose = (name: string, rank: 1 | 2 | 3): LayerCases => {
  const each = (one: string, by = ', ') => Array(rank).fill(one).join(by)
  const input = `[${each('8')}, 3]`
  /** With kernels of 3 along each axis. */
  const result = (size: string, bias = true) => `["batch", ${each(size)}, 4], ${4 * (3 * 3 ** rank + (bias ? 1 : 0))}`
  const channels = rank === 1 ? 'features' : 'channels'
  const axes = { 1: 'time', 2: 'height, width', 3: 'depth, height, width' }[rank]
  const positive = (argument: string, got: string) => `${name}: ${argument} must be a positive integer, got ${got}`
  const below = (strides: string, got: string) =>
    `${name}: outputPadding must be integers from 0 to below the strides, ${strides}, got ${got}`
  return {
    right: [
      right(input, `.${name}(4, 3)`, result('10')),
      right(input, `.${name}(4, 3, { padding: 'same', useBias: false })`, result('8', false)),
      right(input, `.${name}(4, 3, { strides: 2 })`, result('17')),
      right(input, `.${name}(4, 3, { strides: 2, padding: 'same' })`, result('16')),
      right(input, `.${name}(4, 3, { strides: 5 })`, result('40')),
      right(input, `.${name}(4, 3, { dilationRate: 2 })`, result('12')),
      right(input, `.${name}(4, 3, { strides: 2, outputPadding: 1 })`, result('18')),
      right(input, `.${name}(4, 3, { strides: 2, outputPadding: 1, padding: 'same' })`, result('16')),
      right(input, `.${name}(4, 3, { strides: 2, outputPadding: 0, padding: 'same' })`, result('15')),
      right(input, `.${name}(4, 3, { outputPadding: 0, padding: 'same' })`, result('8')),
      right(
        `[3, ${each('8')}]`,
        `.${name}(4, 3, { dataFormat: 'channelsFirst' })`,
        `["batch", 4, ${each('10')}], ${4 * (3 * 3 ** rank + 1)}`,
      ),
      right(`[${each("'s'")}, 3]`, `.${name}(4, 3, { padding: 'same' })`, result('"s"')),
      right(`[${each("'s'")}, 3]`, `.${name}(4, 3, { strides: 2, padding: 'same' })`, result('number'), {
        runs: result('null'),
      }),
      right(input, `.${name}(4, 3, { strides })`, result('number'), {
        setup: either('strides', '2', '1'),
        runs: result('17'),
      }),
      right(input, `.${name}(4, 3, { padding })`, result('number'), {
        setup: either('padding', "'same'", "'valid'"),
        runs: result('8'),
      }),
      right('dims', `.${name}(4, 3)`, `[Dim, ${each('number')}, 4], number`, {
        setup: `const dims = ${input}.map(Number)`,
        runs: result('10'),
      }),
    ],
    wrong: [
      wrong(input, `.${name}(0, 3)`, positive('filters', '0')),
      wrong(input, `.${name}(4, 0)`, positive('kernelSize', '0')),
      wrong(input, `.${name}(4, 3, { strides: 0 })`, positive('strides', '0')),
      wrong(input, `.${name}(4, 3, { dilationRate: 0.5 })`, positive('dilationRate', '0.5')),
      wrong(
        input,
        `.${name}(4, 3, { strides: 2, dilationRate: 2 })`,
        `${name}: strides 2 and dilationRate 2 exclude each other; leave one of them at 1`,
      ),
      wrong(input, `.${name}(4, 3, { outputPadding: 1 })`, below('1', '1')),
      wrong(input, `.${name}(4, 3, { strides: 3, outputPadding: -1 })`, below('3', '-1')),
      wrong(
        `[${each('1')}, 3]`,
        `.${name}(4, 2, { outputPadding: 0, padding: 'same' })`,
        `${name}: outputPadding 0 leaves nothing of ${each('1', 'x')}; leave it out`,
      ),
      ...(rank === 1 ? [] : [wrong(input, `.${name}(4, 3, { strides: 2, outputPadding: [1] })`, below('2', '[1]'))]),
      wrong(
        `[${each('8')}, 'c']`,
        `.${name}(4, 3)`,
        `${name}: the ${channels} must be a known number, got c; give it in input(…) or reshape first`,
      ),
      wrong(
        `[${each('8')}, 8, 8]`,
        `.${name}(4, 3)`,
        `${name}: expected input [batch, ${axes}, ${channels}], got [batch, ${each('8')}, 8, 8]`,
      ),
    ],
    refused: [
      refused(
        input,
        `.${name}(4, 3, { outputPading: 1 })`,
        unknownOption(
          'outputPading',
          'ConvTransposeOptions<1, "valid", null, 1, "channelsLast", true, undefined>',
          'outputPadding',
        ),
      ),
      refused(
        input,
        `.${name}(4, 3, { padding: 'sme' })`,
        `Type '"sme"' is not assignable to type '"same" | "valid" | undefined'. Did you mean '"same"'?`,
        { throws: `${name}: padding must be 'same' or 'valid', got "sme"` },
      ),
    ],
  }
}
