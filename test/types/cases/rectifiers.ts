import { type LayerCases, refused, right, unknownOption } from '../layer-cases.js'

/** Of layers that leave the shape as it is, and take options alone. */
const rectifier = (name: string, options: string, option: string, type: string): LayerCases => ({
  right: [
    right('[8]', `.${name}()`, '["batch", 8], 0'),
    right("['time', 3]", `.${name}(${options})`, '["batch", "time", 3], 0'),
  ],
  wrong: [],
  refused: [
    refused('[8]', `.${name}(3)`, `Type '3' has no properties in common with type '${type}'.`, {
      throws: `${name}: options must be an object, got 3`,
    }),
    refused('[8]', `.${name}({ ${option}: '1' })`, "Type 'string' is not assignable to type 'number'.", {
      throws: `${name}: ${option} must be a number${name === 'elu' ? '' : ' of 0 or more'}, got "1"`,
    }),
    refused('[8]', `.${name}({ ${option}s: 1 })`, unknownOption(`${option}s`, type, option)),
  ],
})

export const elu = rectifier('elu', '{ alpha: 0.5 }', 'alpha', 'EluOptions')
export const leakyRelu = rectifier('leakyRelu', '{ negativeSlope: 0.1 }', 'negativeSlope', 'LeakyReluOptions')
export const relu = rectifier(
  'relu',
  '{ maxValue: 6, negativeSlope: 0.1, threshold: 0.5 }',
  'negativeSlope',
  'ReluOptions',
)
