import { either, type LayerCases, refused, right, unknownOption, wrong } from '../layer-cases.js'

/** Of a recurrent layer whose unit has as many weights as `parameters` gives for inputs of 4 features and 3 units. */
export const recurrent = (
  name: string,
  parameters: { readonly bias: number; readonly none: number },
  states: 1 | 2,
  options: string,
): LayerCases => {
  const positive = (got: string) => `${name}: units must be a positive integer, got ${got}`
  const series = (got: string) => `${name}: expected input [batch, time, features], got ${got}`
  const range = (rate: string, got: string) => `${name}: ${rate} must be in [0, 1), got ${got}`
  const last = Array<string>(states).fill('["batch", 3]').join(', ')
  return {
    right: [
      right('[5, 4]', `.${name}(3)`, `["batch", 3], ${parameters.bias}`),
      right('[5, 4]', `.${name}(3, { returnSequences: true })`, `["batch", 5, 3], ${parameters.bias}`),
      right('[null, 4]', `.${name}(3, { returnSequences: true })`, `["batch", number, 3], ${parameters.bias}`, {
        runs: `["batch", null, 3], ${parameters.bias}`,
      }),
      right("['time', 4]", `.${name}(3, { returnSequences: true })`, `["batch", "time", 3], ${parameters.bias}`),
      right("['time', 4]", `.${name}(3, { goBackwards: true, dropout: 0.5 })`, `["batch", 3], ${parameters.bias}`),
      right('[5, 4]', `.${name}(3, { useBias: false })`, `["batch", 3], ${parameters.none}`),
      right('[5, 4]', `.${name}(3, { useBias })`, '["batch", 3], number', {
        setup: either('useBias', 'true', 'false'),
        runs: `["batch", 3], ${parameters.bias}`,
      }),
      right('[5, 4]', `.${name}(3, { returnSequences })`, `Shape, ${parameters.bias}`, {
        setup: either('returnSequences', 'true', 'false'),
        runs: `["batch", 5, 3], ${parameters.bias}`,
      }),
      right('[5, 4]', `.${name}(units)`, '["batch", number], number', {
        setup: 'let units = 3',
        runs: `["batch", 3], ${parameters.bias}`,
      }),
      right('[5, wide]', `.${name}(3)`, '["batch", 3], number', {
        setup: 'const wide = Number(4)',
        runs: `["batch", 3], ${parameters.bias}`,
      }),
      right('dims', `.${name}(3, { returnSequences: true })`, '[Dim, number, 3], number', {
        setup: 'const dims = [5, 4].map(Number)',
        runs: `["batch", 5, 3], ${parameters.bias}`,
      }),
      right('[5, 4]', `.${name}(3, { returnSequences: undefined })`, `["batch", 3], ${parameters.bias}`),
      right(
        '[5, 4]',
        `.${name}(3, { returnState: undefined, goBackwards: undefined, dropout: undefined })`,
        `["batch", 3], ${parameters.bias}`,
      ),
      right('[5, 4]', `.${name}(3, { dropout: 0, recurrentDropout: 0.999 })`, `["batch", 3], ${parameters.bias}`),
      right('[5, 4]', `.${name}(3, { recurrentDropout: rate })`, `["batch", 3], ${parameters.bias}`, {
        setup: 'const rate = Number(0.5)',
      }),
      right('[5, 4]', `.${name}(3, { returnState: true })`, `[["batch", 3], ${last}], ${parameters.bias}`, {
        ends: true,
        runs: `["batch", 3], ${parameters.bias}`,
      }),
      right(
        '[null, 4]',
        `.${name}(3, { returnSequences: true, returnState: true })`,
        `[["batch", number, 3], ${last}], ${parameters.bias}`,
        { ends: true, runs: `["batch", null, 3], ${parameters.bias}` },
      ),
    ],
    wrong: [
      wrong('[64]', `.${name}(3)`, series('[batch, 64]; use returnSequences: true in the layer before, or reshape')),
      wrong('[8, 8, 3]', `.${name}(3)`, series('[batch, 8, 8, 3]')),
      wrong('[]', `.${name}(0)`, series('[batch]')),
      wrong('[5, 4]', `.${name}(0)`, positive('0')),
      wrong('[5, 4]', `.${name}(2.5, { returnSequences: true })`, positive('2.5')),
      wrong('[5, 4]', `.${name}(3, { dropout: 1.5 })`, range('dropout', '1.5')),
      wrong('[5, 4]', `.${name}(3, { dropout: 1, returnSequences: true })`, range('dropout', '1')),
      wrong('[5, 4]', `.${name}(3, { dropout: 0.5, recurrentDropout: -0.1 })`, range('recurrentDropout', '-0.1')),
      wrong(
        "[5, 'features']",
        `.${name}(3)`,
        `${name}: the features must be a known number, got features; give it in input(…) or reshape first`,
      ),
    ],
    refused: [
      refused(
        '[5, 4]',
        `.${name}(3, { returnSequence: true })`,
        unknownOption('returnSequence', options, 'returnSequences'),
      ),
      refused('[5, 4]', `.${name}(3, { goBackwards: 'no' })`, "Type 'string' is not assignable to type 'Flag'.", {
        throws: `${name}: goBackwards must be true or false, got "no"`,
      }),
      refused('[5, 4]', `.${name}('3')`, "Argument of type 'string' is not assignable to parameter of type 'number'."),
    ],
  }
}
