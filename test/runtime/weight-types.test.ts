import { fileURLToPath } from 'node:url'
import { Project } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'

/* Weights of a wrong literal shape are one compile error; the same, not known to the compiler, is the same sentence at run time. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })

const diagnose = (call: string) => {
  const source = `import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
export declare const rows: Trainer<['batch', 4], ['batch', 3], 'classIndices'>, steps: Trainer<['batch', 5, 4], ['batch', 5, 3], 'classIndices'>
export declare const series: Trainer<['batch', 'time', 4], ['batch', 'time', 3], 'sameShape'>, any: Trainer, unknown: Tensor
export const floats = new Float32Array(), labels = new Int32Array(), wide = Number(3), dims = [5, 28, 28, 1].map(Number)
export const x = tensor(floats, [2, 4]), y = tensor(labels, [2]), xs = tensor(floats, [2, 5, 4]), ys = tensor(labels, [2, 5])
${call}
`
  const file = project.createSourceFile(`${root}test/runtime/weight-types-case.ts`, source, { overwrite: true })
  return file.getPreEmitDiagnostics().map((diagnostic) => {
    const text = diagnostic.getMessageText()
    return `${diagnostic.getLineNumber()}: ${typeof text === 'string' ? text : text.getMessageText()}`
  })
}

let rows: Trainer
let steps: Trainer
let series: Trainer

beforeAll(async () => {
  const loss = 'sparseCategoricalCrossentropy'
  const dense = (dims: readonly number[]) => sequential(input(dims)).dense(3)
  rows = (await dense([4]).compile({ loss, threads: 1 })) as Trainer
  steps = (await dense([5, 4]).compile({ loss, threads: 1 })) as Trainer
  series = (await sequential(input(['time', 4]))
    .dense(3)
    .compile({ loss: 'mse', threads: 1 })) as Trainer
})

afterAll(() => Promise.all([rows.release(), steps.release(), series.release()]))

const floats = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)
const labels = (...shape: number[]) => tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), shape)

describe('weights that do not fit', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    [
      'rows.fit(x, y, { sampleWeight: tensor(floats, [3]) })',
      'fit: x has 2 rows, but sampleWeight has 3; give as many rows to both',
      () => rows.fit(floats(2, 4), labels(2), { sampleWeight: floats(3) }),
    ],
    [
      'rows.evaluate(x, y, { sampleWeight: tensor(floats, [3, 1]) })',
      'evaluate: x has 2 rows, but sampleWeight has 3; give as many rows to both',
      () => rows.evaluate(floats(2, 4), labels(2), { sampleWeight: floats(3, 1) }),
    ],
    [
      'rows.fit(x, y, { sampleWeight: tensor(floats, [2, 3]) })',
      'fit: sampleWeight has samples of shape [3], expected [], one weight a row',
      () => rows.fit(floats(2, 4), labels(2), { sampleWeight: floats(2, 3) }),
    ],
    [
      'steps.fit(xs, ys, { sampleWeight: tensor(floats, [2]) })',
      'fit: sampleWeight has samples of shape [], expected [5], one weight for each loss, or [1], one a row',
      () => steps.fit(floats(2, 5, 4), labels(2, 5), { sampleWeight: floats(2) }),
    ],
    [
      'steps.evaluate(xs, ys, { sampleWeight: tensor(floats, [2, 4]) })',
      'evaluate: sampleWeight has samples of shape [4], expected [5], one weight for each loss, or [1], one a row',
      () => steps.evaluate(floats(2, 5, 4), labels(2, 5), { sampleWeight: floats(2, 4) }),
    ],
    [
      'rows.fit(x, y, { validationData: [x, y, tensor(floats, [2, 2])] })',
      'fit: validationData: sampleWeight has samples of shape [2], expected [], one weight a row',
      () => rows.fit(floats(2, 4), labels(2), { validationData: [floats(2, 4), labels(2), floats(2, 2)] }),
    ],
    [
      'rows.fit(x, y, { validationData: [x, y, tensor(floats, [4])] })',
      'fit: validationData: x has 2 rows, but sampleWeight has 4; give as many rows to both',
      () => rows.fit(floats(2, 4), labels(2), { validationData: [floats(2, 4), labels(2), floats(4)] }),
    ],
    [
      'series.fit(tensor(floats, [2, 7, 4]), tensor(floats, [2, 7, 3]), { classWeight: { 0: 1, 1: 5 } })',
      "fit: classWeight needs one class a row, but the model's output is [batch, time, 3]; give sampleWeight",
      () => series.fit(floats(2, 7, 4), floats(2, 7, 3), { classWeight: { 0: 1, 1: 5 } }),
    ],
  ])('%s', async (call, sentence, run) => {
    const diagnostics = diagnose(call)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatch(/^7: Type /)
    expect(diagnostics[0]).toContain(`'"${sentence}"'`)
    await expect(run()).rejects.toThrow(sentence)
  })

  it.each([
    ['rows.fit(x, y, { classWeight: { cat: 2 } })', `'cat' does not exist in type`],
    ["rows.fit(x, y, { classWeight: { 0: 'two' } })", "Type 'string' is not assignable to type 'number'"],
  ])('TypeScript says it of %s', (call, text) => {
    const diagnostics = diagnose(call)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toContain(text)
  })

  it('are one error on their line', () => {
    const call = `steps.fit(xs, ys, {
  epochs: 3,
  sampleWeight: tensor(floats, [2, 6]),
  validationSplit: 0.5,
})`
    const sentence =
      'fit: sampleWeight has samples of shape [6], expected [5], one weight for each loss, or [1], one a row'
    expect(diagnose(call)).toEqual([`9: Type 'Tensor<[2, 6], "float32">' is not assignable to type '"${sentence}"'.`])
  })
})

describe('weights that fit', () => {
  it.each([
    'rows.fit(x, y, { sampleWeight: tensor(floats, [2]) })',
    'rows.fit(x, y, { sampleWeight: tensor(floats, [2, 1]), validationSplit: 0.5 })',
    'rows.fit(x, y, { sampleWeight: tensor([1, 2]) })',
    'rows.fit(x, y, { sampleWeight: unknown })',
    'rows.fit(x, y, { classWeight: { 0: 1, 2: 0.5 } })',
    'rows.fit(x, y, { classWeight: Object.fromEntries([1, 2].map((i) => [i, 1 / i])) })',
    'rows.evaluate(x, y, { sampleWeight: tensor(floats, [wide]), batchSize: 2 })',
    'rows.fit(x, y, { validationData: [x, y, tensor(floats, [2])] })',
    'rows.fit(x, y, { sampleWeight: tensor(floats, [2]), validationData: [tensor(floats, [9, 4]), tensor(labels, [9]), tensor(floats, [9])] })',
    'rows.fit(x, y, { sampleWeight: tensor(floats, dims) })',
    'steps.fit(xs, ys, { sampleWeight: tensor(floats, [2, 5]) })',
    'steps.fit(xs, ys, { sampleWeight: tensor(floats, [2, 5, 1]) })',
    'steps.fit(xs, ys, { sampleWeight: tensor(floats, [2, 1]) })',
    'steps.evaluate(xs, ys, { sampleWeight: tensor(floats, [2, wide]) })',
    'series.fit(tensor(floats, [2, 7, 4]), tensor(floats, [2, 7, 3]), { sampleWeight: tensor(floats, [2, 7]) })',
    'any.fit(x, y, { sampleWeight: tensor(floats, [2, 3, 4]), classWeight: { 0: 2 } })',
  ])('%s', (call) => {
    expect(diagnose(call)).toEqual([])
  })
})
