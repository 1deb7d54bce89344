import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

/*
 * What the types cost the compiler: instantiations, which do not vary from run to run, above those of a file that only
 * imports the library. The ceilings leave a few percent of room; a change that needs more should say why.
 */

const root = fileURLToPath(new URL('../../', import.meta.url))
const imports = `import { add, conv2d, dense, globalAveragePooling2d, input, l2, lstm, model as functional, sequential } from 'tenon'
export const used = [add, conv2d, dense, globalAveragePooling2d, input, l2, lstm, functional, sequential]
`

const classifier = `export const model = sequential(input([28, 28, 1]))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(10, { activation: 'softmax' })
`

const program1 = `export const model = sequential(input([28, 28, 1]))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })
  .dropout(0.5)
  .dense(10, { activation: 'softmax' })
`

/** Ten residual blocks of two convolutions each, in the functional form. */
const residual = (wrong = '') => `const x = input([32, 32, 16])
${Array.from({ length: 10 }, (_, i) => {
  const before = i === 0 ? 'x' : `h${i}`
  return `const h${i + 1} = add(${before}, conv2d(16, 3, { padding: 'same' })(conv2d(16, 3, { padding: 'same', activation: 'relu' })(${before})))`
}).join('\n')}
${wrong}
export const network = functional({ inputs: x, outputs: dense(10)(globalAveragePooling2d()(h10)) })
`

const named = `const [text, numbers] = [input(['time', 8]), input([3])]
const [, h, c] = lstm(4, { returnState: true })(text)
const inner = functional({ inputs: { h, numbers }, outputs: { p: dense(3)(h), q: dense(2)(numbers) } })
const outer = inner({ h: lstm(4)(text, { initialState: [h, c] }), numbers })
export const trainer = await functional({ inputs: { text, numbers }, outputs: outer }).compile({
  loss: { p: 'mse', q: 'sparseCategoricalCrossentropy' },
  metrics: { q: ['accuracy'] },
})
`

let folder: string
let baseline: number
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-cost-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  baseline = compile('').instantiations
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Instantiations of one file with TypeScript 7, and its errors. */
const compile = (source: string) => {
  writeFileSync(join(folder, 'case.ts'), imports + source)
  const compilerOptions = { paths: { tenon: [`${root}src/index.ts`] }, typeRoots: [`${root}node_modules/@types`] }
  const config = { extends: `${root}tsconfig.json`, compilerOptions, include: [], files: ['case.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  // one thread: several would each check the files that the case needs, and count them
  const options = ['-p', folder, '--extendedDiagnostics', '--singleThreaded', '--pretty', 'false']
  const { stdout } = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, ...options], {
    encoding: 'utf8',
  })
  const [, instantiations] = /^Instantiations:\s+(\d+)$/m.exec(stdout) ?? []
  return { instantiations: Number(instantiations), errors: stdout.match(/error TS\d+/g) ?? [] }
}

test.each<[string, string, number, readonly string[]]>([
  ['the image classifier of the README', `${classifier}export const n: 63178 = model.countParams()`, 3500, []],
  ['the same without its parameter count', classifier, 3450, []],
  ['two convolutions, two dense layers', `${program1}export const n: 422026 = model.countParams()`, 6050, []],
  ['a mistake', classifier.replace('.flatten()\n', '.flatten()\n  .maxPooling2d(2)\n'), 3000, ['error TS2349']],
  ['ten residual blocks, functional', residual(), 2800, []],
  ['a mistake in the last of them', residual('export const wrong = conv2d(3, 40)(h10)'), 3600, ['error TS2345']],
  ['inputs and outputs by name, a model within', named, 4850, []],
  ['100 dense layers', `export const model = sequential(input([7]))${'.dense(7).dense(5)'.repeat(50)}`, 19_100, []],
])('%s', (_, source, ceiling, errors) => {
  const measured = compile(source)
  expect(measured.errors).toEqual(errors)
  const cost = measured.instantiations - baseline
  expect(cost).toBeGreaterThan(0)
  expect(cost).toBeLessThanOrEqual(ceiling)
})
