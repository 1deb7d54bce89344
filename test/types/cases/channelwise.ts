import {
  either,
  formatRefused,
  type LayerCases,
  type Over,
  otherRanks,
  refused,
  right,
  times,
  wrong,
} from '../layer-cases.js'

/** Of depthwise and separable convolutions over images; the latter have 5 filters. */
export const channelwise = (name: string, over: Over, separable: boolean): LayerCases => {
  const { each, names } = over
  const call = (rest: string) => `.${name}(${separable ? '5, ' : ''}${rest})`
  const input = `[${each('8')}, 3]`
  const positive = (argument: string, got: string) => `${name}: ${argument} must be a positive integer, got ${got}`
  const pair = (argument: string, got: string) =>
    `${name}: ${argument} must be one number, or two for ${names}, got ${got}`
  const tooLarge = (kernel: string) =>
    `${name}: kernel ${kernel} is larger than input ${times(over, '8')}; use padding: 'same'`
  /** A result with this many channels after the depthwise kernel of 3x3. */
  const result = (sizes: string, depth: number, bias = true) =>
    separable
      ? `["batch", ${sizes}, 5], ${9 * depth + 5 * depth + (bias ? 5 : 0)}`
      : `["batch", ${sizes}, ${depth}], ${9 * depth + (bias ? depth : 0)}`
  const options = separable ? 'SeparableConvOptions' : 'DepthwiseConvOptions'
  return {
    right: [
      right(input, call('3'), result(each('6'), 3)),
      right(input, call('3, { depthMultiplier: 2 }'), result(each('6'), 6)),
      right(input, call("3, { padding: 'same', useBias: false }"), result(each('8'), 3, false)),
      right(input, call('3, { strides: 2 }'), result(each('3'), 3)),
      right(input, call('3, { dilationRate: 2 }'), result(each('4'), 3)),
      right(input, call('3, { dilationRate: 2, strides: 2 }'), result(each('2'), 3)),
      right(
        `[3, ${each('8')}]`,
        call("3, { dataFormat: 'channelsFirst' }"),
        `["batch", ${separable ? 5 : 3}, ${each('6')}], ${separable ? 47 : 30}`,
      ),
      right(`[${each("'s'")}, 3]`, call("[3, 3], { padding: 'same' }"), result(each('"s"'), 3)),
      right(input, call('3, { strides }'), result(each('number'), 3), {
        setup: either('strides', '2', '1'),
        runs: result(each('3'), 3),
      }),
      right('dims', call('3'), `[Dim, ${each('number')}, ${separable ? '5' : 'number'}], number`, {
        setup: over.unknown,
        runs: result(each('6'), 3),
      }),
    ],
    wrong: [
      wrong(input, call('0'), positive('kernelSize', '0')),
      wrong(input, call('[3]'), pair('kernelSize', '[3]')),
      wrong(input, call('9'), tooLarge(times(over, '9'))),
      wrong(input, call('5, { dilationRate: 2 }'), tooLarge(`${times(over, '5')} dilated by 2`)),
      wrong(input, call('3, { strides: 0 }'), positive('strides', '0')),
      wrong(input, call('3, { dilationRate: 0.5 }'), positive('dilationRate', '0.5')),
      wrong(input, call('3, { depthMultiplier: 0 }'), positive('depthMultiplier', '0')),
      ...(separable ? [wrong(input, `.${name}(0, 3)`, positive('filters', '0'))] : []),
      wrong(
        `[${each('8')}, 'c']`,
        call('3'),
        `${name}: the channels must be a known number, got c; give it in input(…) or reshape first`,
      ),
      wrong(
        `[${each("'s'")}, 3]`,
        call("3, { padding: 'same', strides: 2 }"),
        `${name}: padding 'same' with strides 2 needs a known ${names}, got [${each('s')}]; give numbers in input(…), or strides of 1`,
      ),
      ...otherRanks(name, over, call('3')),
    ],
    refused: [
      ...formatRefused(
        name,
        over,
        separable ? '5, 3, ' : '3, ',
        `${options}<1, "valid", 1, 1, "channelsLast", true, undefined>`,
      ),
      refused(
        input,
        call("3, { padding: 'sme' }"),
        `Type '"sme"' is not assignable to type '"same" | "valid" | undefined'. Did you mean '"same"'?`,
        { throws: `${name}: padding must be 'same' or 'valid', got "sme"` },
      ),
    ],
  }
}
