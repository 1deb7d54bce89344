import {
  formatRefused,
  type LayerCases,
  otherRanks,
  overImages,
  refused,
  right,
  unknownRank,
  wrong,
} from '../layer-cases.js'

/** Of a layer over images that leaves their shape, which takes `first` before its options. */
const unchanged = (name: string, first: string, options: string, more: LayerCases['refused']): LayerCases => ({
  right: [
    right('[8, 6, 3]', `.${name}(${first})`, '["batch", 8, 6, 3], 0'),
    right('[8, 6, 3]', `.${name}(${first}, { name: 'varied' })`, '["batch", 8, 6, 3], 0'),
    right('[3, 8, 6]', `.${name}(${first}, { dataFormat: 'channelsFirst' })`, '["batch", 3, 8, 6], 0'),
    right("['h', null, 'c']", `.${name}(${first})`, '["batch", "h", number, "c"], 0', {
      runs: '["batch", "h", null, "c"], 0',
    }),
    right('dims', `.${name}(${first})`, '["batch", ...number[]], 0', {
      setup: unknownRank,
      runs: '["batch", 8, 8, 3], 0',
    }),
  ],
  wrong: otherRanks(name, overImages, `.${name}(${first})`),
  refused: [...formatRefused(name, overImages, `${first}, `, options), ...more],
})

const notAFactor = (got: string) => `Argument of type '${got}' is not assignable to parameter of type 'Factor'.`

/** What a factor may be, at run time. */
const outside = (name: string, argument: string, range: string, got: string) =>
  `${name}: ${argument} must be a number in ${range}, or two of them, the lower first, got ${got}`

const word = (got: string, choice: string, instead: string) =>
  `Type '"${got}"' is not assignable to type '${choice} | undefined'. Did you mean '"${instead}"'?`

const fills = (name: string, first: string): LayerCases['refused'] => [
  refused(
    '[8, 8, 3]',
    `.${name}(${first}, { fillMode: 'reflekt' })`,
    word('reflekt', '"constant" | "nearest" | "reflect" | "wrap"', 'reflect'),
    { throws: `${name}: fillMode must be 'reflect', 'constant', 'wrap' or 'nearest', got "reflekt"` },
  ),
  refused(
    '[8, 8, 3]',
    `.${name}(${first}, { interpolation: 'bilinar' })`,
    word('bilinar', '"bilinear" | "nearest"', 'bilinear'),
    { throws: `${name}: interpolation must be 'bilinear' or 'nearest', got "bilinar"` },
  ),
]

const affine = (name: string, first: string, argument: string, range: string): LayerCases =>
  unchanged(name, first, 'RandomAffineOptions<"channelsLast">', [
    ...fills(name, first),
    refused('[8, 8, 3]', `.${name}(${first.replace('0.1', "'0.1'")})`, notAFactor('string'), {
      throws: outside(name, argument, range, '"0.1"'),
    }),
  ])

const values = (name: string, range: string): LayerCases =>
  unchanged(name, '0.1', 'ValueRangeOptions<"channelsLast">', [
    refused('[8, 8, 3]', `.${name}('0.1')`, notAFactor('string'), { throws: outside(name, 'factor', range, '"0.1"') }),
    refused(
      '[8, 8, 3]',
      `.${name}(0.1, { valueRange: 255 })`,
      "Type 'number' is not assignable to type 'readonly [lower: number, upper: number]'.",
      {
        throws: `${name}: valueRange must be two numbers, the lower first, got 255`,
      },
    ),
  ])

const unknownAxis = (axis: string, got: string) =>
  `randomCrop: the ${axis} must be a known number, got ${got}; give it in input(…) or reshape first`
const positive = (argument: string, got: string) => `randomCrop: ${argument} must be a positive integer, got ${got}`

const randomCrop: LayerCases = {
  right: [
    right('[8, 6, 3]', '.randomCrop(4, 5)', '["batch", 4, 5, 3], 0'),
    right('[8, 6, 3]', '.randomCrop(10, 10)', '["batch", 10, 10, 3], 0'),
    right('[3, 8, 6]', ".randomCrop(4, 5, { dataFormat: 'channelsFirst' })", '["batch", 3, 4, 5], 0'),
    right("[8, 6, 'c']", '.randomCrop(4, 5)', '["batch", 4, 5, "c"], 0'),
    right('[8, 6, 3]', '.randomCrop(side, side)', '["batch", number, number, 3], 0', {
      setup: 'const side = Date.now() > 0 ? 4 : 5',
      runs: '["batch", 4, 4, 3], 0',
    }),
    right('dims', '.randomCrop(4, 5)', '[Dim, 4, 5, number], 0', { setup: unknownRank, runs: '["batch", 4, 5, 3], 0' }),
  ],
  wrong: [
    wrong('[8, 6, 3]', '.randomCrop(0, 5)', positive('height', '0')),
    wrong('[8, 6, 3]', '.randomCrop(4, 2.5)', positive('width', '2.5')),
    wrong("['h', 6, 3]", '.randomCrop(4, 5)', unknownAxis('height', 'h')),
    wrong("[8, 'w', 3]", '.randomCrop(4, 5)', unknownAxis('width', 'w')),
    ...otherRanks('randomCrop', overImages, '.randomCrop(4, 4)'),
  ],
  refused: [
    refused('[8, 6, 3]', '.randomCrop(4)', 'Expected 2-3 arguments, but got 1.', {
      throws: positive('width', 'undefined'),
    }),
    ...formatRefused('randomCrop', overImages, '4, 4, ', 'DataFormatOptions<"channelsLast">'),
  ],
}

const flipMode = '"horizontal" | "horizontalAndVertical" | "vertical"'

export const augmentation = {
  randomBrightness: values('randomBrightness', '[-1, 1]'),
  randomContrast: values('randomContrast', '[0, 1]'),
  randomCrop,
  randomFlip: unchanged('randomFlip', "'horizontal'", 'DataFormatOptions<"channelsLast">', [
    refused(
      '[8, 8, 3]',
      ".randomFlip('horizontl')",
      `Argument of type '"horizontl"' is not assignable to parameter of type '${flipMode} | undefined'.`,
      { throws: `randomFlip: mode must be 'horizontal', 'vertical' or 'horizontalAndVertical', got "horizontl"` },
    ),
  ]),
  randomRotation: affine('randomRotation', '0.1', 'factor', '[-1, 1]'),
  randomTranslation: affine('randomTranslation', '0.1, 0.2', 'heightFactor', '[-1, 1]'),
  randomZoom: affine('randomZoom', '0.1, 0.2', 'heightFactor', '(-1, 1]'),
}
