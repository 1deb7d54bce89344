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
const imports = "import { input, l2, sequential } from 'tenon'\nexport const used = [input, l2, sequential]\n"

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
  ['100 dense layers', `export const model = sequential(input([7]))${'.dense(7).dense(5)'.repeat(50)}`, 19_100, []],
])('%s', (_, source, ceiling, errors) => {
  const measured = compile(source)
  expect(measured.errors).toEqual(errors)
  const cost = measured.instantiations - baseline
  expect(cost).toBeGreaterThan(0)
  expect(cost).toBeLessThanOrEqual(ceiling)
})
