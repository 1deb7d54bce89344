import { conv2d, dense, input, lstm, model, sequential } from 'tenon'
import {
  assertModel,
  assertRefused,
  type InputShape,
  type LayerOutput,
  type OutputShape,
  type ParameterCount,
  type Refusal,
  typeErrors,
} from 'tenon/testing'
import { describe, expect, expectTypeOf, test } from 'vitest'

const classifier = sequential(input([28, 28, 1]))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(10, { activation: 'softmax' })

const [photo, words] = [input([8, 8, 3]), input([null, 4])]
const pair = model({
  inputs: { photo, words },
  outputs: { kind: dense(3)(sequential(input([8, 8, 3])).flatten()(photo)), mood: lstm(2)(words) },
})

const rank = 'conv2d: expected input [batch, height, width, channels], got [batch, 64]'

describe('types for a test library', () => {
  test('shapes and counts of models', () => {
    expectTypeOf<InputShape<typeof classifier>>().toEqualTypeOf<['batch', 28, 28, 1]>()
    expectTypeOf<OutputShape<typeof classifier>>().toEqualTypeOf<['batch', 10]>()
    expectTypeOf<ParameterCount<typeof classifier>>().toEqualTypeOf<63178>()
    expectTypeOf<InputShape<typeof pair>>().toEqualTypeOf<{ photo: ['batch', 8, 8, 3]; words: ['batch', number, 4] }>()
    expectTypeOf<OutputShape<typeof pair>>().toEqualTypeOf<{ kind: ['batch', 3]; mood: ['batch', 2] }>()
    expectTypeOf<ParameterCount<typeof pair>>().toEqualTypeOf<number>()
  })

  test('what layers give, and sentences', () => {
    const layer = conv2d(8, 3)
    const flat = sequential(input([64]))
    expectTypeOf<LayerOutput<typeof layer, ['batch', 8, 8, 3]>>().toEqualTypeOf<['batch', 6, 6, 8]>()
    expectTypeOf<LayerOutput<typeof layer, ['batch', 64]>>().toEqualTypeOf<typeof rank>()
    expectTypeOf<Refusal<typeof flat.conv2d>>().toEqualTypeOf<typeof rank>()
  })
})

describe('assertModel', () => {
  test('of what is so', () => {
    assertModel(classifier, { input: ['batch', 28, 28, 1], output: ['batch', 10], parameters: 63178 })
    assertModel(classifier, { output: ['batch', 10] })
    assertModel(pair, {
      input: { photo: ['batch', 8, 8, 3], words: ['batch', null, 4] },
      output: { kind: ['batch', 3], mood: ['batch', 2] },
      parameters: 635,
    })
  })

  test('of what is not: the same sentence from the compiler and from the run', () => {
    const inputs = "import { input, sequential } from 'tenon'\nimport { assertModel } from 'tenon/testing'\n"
    const chain = 'const chain = sequential(input([4])).dense(3)\n'
    const errors = (call: string) => typeErrors(`${inputs}${chain}${call}`)
    const model = sequential(input([4])).dense(3)
    for (const [expected, sentence] of [
      [{ input: ['batch', 5] }, 'assertModel: the input is [batch, 4], not [batch, 5]'],
      [{ output: ['batch', 3, 1] }, 'assertModel: the output is [batch, 3], not [batch, 3, 1]'],
      [{ parameters: 16 }, 'assertModel: the number of parameters is 15, not 16'],
    ] as const) {
      expect(errors(`assertModel(chain, ${JSON.stringify(expected)})`)).toMatchObject([{ line: 4, sentence }])
      expect(() => assertModel(model, expected as never)).toThrow(new Error(sentence))
    }
    for (const [wrong, got] of [
      [undefined, 'undefined'],
      [{}, '{}'],
      [dense(2), 'a layer, which gives one when it is called'],
    ]) {
      expect(() => assertModel(wrong as never, {} as never)).toThrow(
        new TypeError(`assertModel: expected a model, got ${got}`),
      )
    }
    expect(() => assertModel(pair, { input: { photo: ['batch', 8, 8, 3] } } as never)).toThrow(
      'assertModel: the number of inputs is 2, not 1',
    )
  })
})

describe('assertRefused', () => {
  test('of what is so', () => {
    assertRefused(conv2d(8, 3), ['batch', 64], rank)
    assertRefused(conv2d(8, 9), ['batch', 4, 4, 1], "conv2d: kernel 9x9 is larger than input 4x4; use padding: 'same'")
  })

  test('of what is not', () => {
    const inputs = "import { dense } from 'tenon'\nimport { assertRefused } from 'tenon/testing'\n"
    const sentence = 'assertRefused: the layer takes [batch, 4] and gives [batch, 3]'
    expect(typeErrors(`${inputs}assertRefused(dense(3), ['batch', 4], 'dense: no')`)).toMatchObject([
      { line: 3, sentence },
    ])
    expect(() => assertRefused(dense(3), ['batch', 4], 'dense: no' as never)).toThrow(sentence)
  })
})

describe('typeErrors', () => {
  test('of a program that is right, of one with a mistake in a shape, and of another', () => {
    const imports = "import { input, sequential } from 'tenon'\n"
    expect(typeErrors(`${imports}sequential(input([64])).dense(3)`)).toEqual([])
    expect(typeErrors(`${imports}\nsequential(input([64])).conv2d(8, 3)`)).toMatchObject([{ line: 3, sentence: rank }])
    expect(typeErrors('const n: number = true')).toEqual([
      { line: 1, text: "Type 'boolean' is not assignable to type 'number'.", sentence: undefined },
    ])
    expect(typeErrors('const = 3').length).toBeGreaterThan(0)
  })

  test('errors', () => {
    expect(() => typeErrors(3 as never)).toThrow('typeErrors: expected the text of a program, got number')
    expect(() => typeErrors('', { tsconfig: 'no-such.json' })).toThrow('typeErrors: there is no file no-such.json')
  })
})
