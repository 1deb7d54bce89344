import { type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

/** Of depthwise and separable convolutions over series; the latter have 5 filters. */
export const channelwise1d = (name: string, separable: boolean): LayerCases => {
  const call = (rest: string) => `.${name}(${separable ? '5, ' : ''}${rest})`
  const positive = (argument: string, got: string) => `${name}: ${argument} must be a positive integer, got ${got}`
  const result = (time: string, depth: number) =>
    separable ? `["batch", ${time}, 5], ${3 * depth + 5 * depth + 5}` : `["batch", ${time}, ${depth}], ${4 * depth}`
  return {
    right: [
      right('[8, 3]', call('3'), result('6', 3)),
      right('[8, 3]', call('3, { depthMultiplier: 2, strides: 2 }'), result('3', 6)),
      right("['t', 3]", call("3, { padding: 'same' }"), result('"t"', 3)),
      right('dims', call('3'), `[Dim, number, ${separable ? '5' : 'number'}], number`, {
        setup: unknownSeries,
        runs: result('6', 3),
      }),
    ],
    wrong: [
      wrong('[8, 3]', call('0'), positive('kernelSize', '0')),
      wrong('[8, 3]', call('3, { depthMultiplier: 1.5 }'), positive('depthMultiplier', '1.5')),
      wrong('[8, 3]', call('9'), `${name}: kernel 9 is larger than input 8; use padding: 'same'`),
      wrong(
        "[8, 'f']",
        call('3'),
        `${name}: the features must be a known number, got f; give it in input(…) or reshape first`,
      ),
      wrong(
        "['t', 3]",
        call("3, { padding: 'same', strides: 2 }"),
        `${name}: padding 'same' with strides 2 needs a known time, got t; give numbers in input(…), or strides of 1`,
      ),
      wrong(
        '[8]',
        call('3'),
        `${name}: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape`,
      ),
    ],
    refused: [
      refused(
        '[8, 3]',
        call("3, { paddin: 'same' }"),
        unknownOption(
          'paddin',
          `${separable ? 'SeparableConvOptions' : 'DepthwiseConvOptions'}<1, "valid", 1, 1, "channelsLast", true, undefined>`,
          'padding',
        ),
      ),
    ],
  }
}
