import { fileURLToPath } from 'node:url'
import { Project } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { linearProgram } from './linear-program.js'

/* A wrong literal shape is one compile error; the same shape, not known to the compiler, is the same sentence when it runs. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })

const diagnose = (call: string) => {
  const source = `import { tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
declare const trainer: Trainer<['batch', 4], ['batch', 3], 'classIndices'>
export const floats = new Float32Array()
export const labels = new Int32Array()
${call}
`
  const file = project.createSourceFile(`${root}test/runtime/data-types-case.ts`, source, { overwrite: true })
  return file.getPreEmitDiagnostics().map((diagnostic) => {
    const text = diagnostic.getMessageText()
    return `${diagnostic.getLineNumber()}: ${typeof text === 'string' ? text : text.getMessageText()}`
  })
}

let trainer: Trainer

beforeAll(async () => {
  trainer = await Trainer.create(linearProgram({ kind: 'classIndices', features: 4, units: 3 }), { threads: 1 })
})

afterAll(() => trainer.release())

const floats = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)
const labels = (...shape: number[]) => tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), shape)

describe('a shape that does not fit', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    [
      'trainer.predict(tensor(floats, [2, 5]))',
      "predict: x has samples of shape [5], but the model's input is [4]",
      () => trainer.predict(floats(2, 5)),
    ],
    [
      'trainer.predict(tensor(floats, [2, 4, 1]))',
      "predict: x has samples of shape [4, 1], but the model's input is [4]",
      () => trainer.predict(floats(2, 4, 1)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 5]), tensor(labels, [2]))',
      "fit: x has samples of shape [5], but the model's input is [4]",
      () => trainer.fit(floats(2, 5), labels(2)),
    ],
    [
      'trainer.evaluate(tensor(floats, [2, 4]), tensor(labels, [3]))',
      'evaluate: x has 2 rows, but y has 3',
      () => trainer.evaluate(floats(2, 4), labels(3)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 4]), tensor(floats, [2, 3]))',
      'fit: y has samples of shape [3], expected class indices of shape []; for one-hot targets use categoricalCrossentropy',
      () => trainer.fit(floats(2, 4), floats(2, 3)),
    ],
    [
      'trainer.fit(tensor(floats, [2, 4]), tensor(labels, [2]), { validationData: [tensor(floats, [2, 7]), tensor(labels, [2])] })',
      "fit: validationData: x has samples of shape [7], but the model's input is [4]",
      () => trainer.fit(floats(2, 4), labels(2), { validationData: [floats(2, 7), labels(2)] as never }),
    ],
  ])('%s', async (call, sentence, run) => {
    const diagnostics = diagnose(call)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatch(/^6: (Argument of t|T)ype /)
    expect(diagnostics[0]).toContain(`'"${sentence}"'`)
    await expect(run()).rejects.toThrow(sentence)
  })

  it('is no error where it fits', () => {
    expect(
      diagnose(
        'trainer.fit(tensor(floats, [2, 4]), tensor(labels, [2, 1]), { validationData: [tensor(floats, [9, 4]), tensor(labels, [9])] })',
      ),
    ).toEqual([])
    expect(diagnose('const wide: number = 3; trainer.predict(tensor(floats, [wide, wide]))')).toEqual([])
  })
})
