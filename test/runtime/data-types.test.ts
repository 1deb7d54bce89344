import { fileURLToPath } from 'node:url'
import { Project, ts } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { linearProgram } from './linear-program.js'

/* A wrong literal shape is one compile error; the same shape, not known to the compiler, is the same sentence when it runs. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })

const caseOf = (call: string) => {
  const source = `import { tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
export declare const trainer: Trainer<['batch', 4], ['batch', 3], 'classIndices'>, regressor: Trainer<['batch', 4], ['batch', 3], 'sameShape'>
export declare const images: Trainer<['batch', 28, 28, 1], ['batch', 10], 'sameShape'>, series: Trainer<['batch', number, 4], ['batch', number, 3], 'sameShape'>
export const floats = new Float32Array(), labels = new Int32Array(), wide = Number(3), dims = [5, 28, 28, 1].map(Number)
${call}
`
  return project.createSourceFile(`${root}test/runtime/data-types-case.ts`, source, { overwrite: true })
}

const diagnose = (call: string) =>
  caseOf(call)
    .getPreEmitDiagnostics()
    .map((diagnostic) => {
      const text = diagnostic.getMessageText()
      return `${diagnostic.getLineNumber()}: ${typeof text === 'string' ? text : text.getMessageText()}`
    })

const typeOf = (expression: string) => {
  const result = caseOf(`export const result = ${expression}`).getVariableDeclarationOrThrow('result')
  return result
    .getType()
    .getText(undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope)
}

let trainer: Trainer
let regressor: Trainer

beforeAll(async () => {
  trainer = await Trainer.create(linearProgram({ kind: 'classIndices', features: 4, units: 3 }), { threads: 1 })
  regressor = await Trainer.create(linearProgram({ kind: 'sameShape', features: 4, units: 3 }), { threads: 1 })
})

afterAll(() => Promise.all([trainer.release(), regressor.release()]))

const floats = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)
const labels = (...shape: number[]) => tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), shape)

describe('a shape that does not fit', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    [
      'trainer.predict(tensor(floats, [2, 5]))',
      "predict: x has samples of shape [5], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () => trainer.predict(floats(2, 5)),
    ],
    [
      'trainer.predict(tensor(floats, [2, 4, 1]))',
      "predict: x has samples of shape [4, 1], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () => trainer.predict(floats(2, 4, 1)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 5]), tensor(labels, [2]))',
      "fit: x has samples of shape [5], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () => trainer.fit(floats(2, 5), labels(2)),
    ],
    [
      'trainer.evaluate(tensor(floats, [2, 4]), tensor(labels, [3]))',
      'evaluate: x has 2 rows, but y has 3; give as many rows to both',
      () => trainer.evaluate(floats(2, 4), labels(3)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 4]), tensor(floats, [2, 3]))',
      'fit: y has samples of shape [3], expected class indices of shape []; for one-hot targets use categoricalCrossentropy',
      () => trainer.fit(floats(2, 4), floats(2, 3)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 4]), tensor(labels, [2]), { validationData: [tensor(floats, [2, 7]), tensor(labels, [2])] })',
      "fit: validationData: x has samples of shape [7], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () => trainer.fit(floats(2, 4), labels(2), { validationData: [floats(2, 7), labels(2)] as never }),
    ],
    [
      'regressor.fit(tensor(floats, [2, 4]), tensor(floats, [2, 5]))',
      "fit: y has samples of shape [5], but the model's output is [3]; reshape the data, or change the model's last layer",
      () => regressor.fit(floats(2, 4), floats(2, 5)),
    ],
    [
      'regressor.evaluate(tensor(floats, [2, 4]), tensor(labels, [2]))',
      "evaluate: y has samples of shape [], but the model's output is [3]; reshape the data, or change the model's last layer",
      () => regressor.evaluate(floats(2, 4), labels(2)),
    ],
    [
      'regressor.predict(tensor(floats, [wide, 5]))',
      "predict: x has samples of shape [5], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () => regressor.predict(floats(3, 5)),
    ],
    [
      'regressor.predict(tensor([[1, 2], [3, 4]]))',
      "predict: x has samples of shape [2], but the model's input is [4]; reshape the data, or give input(…) their shape",
      () =>
        regressor.predict(
          tensor([
            [1, 2],
            [3, 4],
          ]) as Tensor,
        ),
    ],
  ])('%s', async (call, sentence, run) => {
    const diagnostics = diagnose(call)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatch(/^6: (Argument of t|T)ype /)
    expect(diagnostics[0]).toContain(`'"${sentence}"'`)
    await expect(run()).rejects.toThrow(sentence)
  })

  it('is one error on the argument that is wrong', () => {
    const call = `images.fit(
  tensor(floats, [5, 28, 28, 1]),
  tensor(floats, [5, 9]),
  { epochs: 2 },
)`
    expect(diagnose(call)).toEqual([
      `8: Argument of type 'Tensor<[5, 9], "float32">' is not assignable to parameter of type '"fit: y has samples of shape [9], but the model's output is [10]; reshape the data, or change the model's last layer"'.`,
    ])
  })

  it.each([
    'trainer.fit(tensor(floats, [2, 4]), tensor(labels, [2, 1]), { validationData: [tensor(floats, [9, 4]), tensor(labels, [9])] })',
    'trainer.predict(tensor(floats, [wide, wide]))',
    'trainer.evaluate(tensor(floats, [wide, 4]), tensor(labels, [2]))',
    'regressor.fit(tensor(floats, [2, 4]), tensor(floats, [2, 3]))',
    'regressor.evaluate(tensor(floats, [2, wide]), tensor(floats, [wide, 3]))',
    'images.fit(tensor(floats, [5, 28, 28, 1]), tensor(floats, [5, 10]), { validationSplit: 0.2 })',
    'images.predict(tensor(floats, dims))',
    'series.fit(tensor(floats, [5, 7, 4]), tensor(floats, [5, 7, 3]))',
  ])('is no error where it fits: %s', (call) => {
    expect(diagnose(call)).toEqual([])
  })
})

describe('the shape of predictions', () => {
  it.each([
    ['images.predict(tensor(floats, [5, 28, 28, 1]))', 'Promise<Tensor<[5, 10], "float32">>'],
    ['images.predict(tensor(floats, [wide, 28, 28, 1]))', 'Promise<Tensor<[number, 10], "float32">>'],
    ['images.predict(tensor(floats, dims))', 'Promise<Tensor<[number, 10], "float32">>'],
    ['series.predict(tensor(floats, [2, 7, 4]))', 'Promise<Tensor<[2, number, 3], "float32">>'],
    ['trainer.predict(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]))', 'Promise<Tensor<[2, 3], "float32">>'],
  ])('%s gives %s', (call, type) => {
    expect(diagnose(call)).toEqual([])
    expect(typeOf(call)).toBe(type)
  })

  it('is so at run time', async () => {
    expect((await regressor.predict(floats(5, 4))).shape).toEqual([5, 3])
  })
})
