import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/* What declaration files say of exported models and layers: public names only, and little. */

const root = fileURLToPath(new URL('../../', import.meta.url))

const program = `import { activation, add, batchNormalization, block, concatenate, conv2d, dense, input, model, repeat, residual, sequential } from 'tenon'
const x = input([8])
const a = input([4], { name: 'a' })
const b = input([4], { name: 'b' })
export const fluent = sequential(input([28, 28, 1])).conv2d(32, 3).flatten().dense(10)
export const network = model({ inputs: x, outputs: dense(3)(x) })
export const listed = model({ inputs: [a, b], outputs: add(a, b) })
export const named = model({ inputs: { a, b }, outputs: concatenate([a, b]) })
export const ending = sequential(input(['time', 4])).lstm(8, { returnState: true })
export const layer = dense(3)
export const stage = <const F extends number>(filters: F) => block(conv2d(filters, 1), batchNormalization())
export const rest = (units: number) => block(repeat(2, () => residual(dense(units))), activation('relu'))
`

const declared = (): { errors: string; lines: string[] } => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-declarations-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'models.ts'), program)
    const compilerOptions = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: '/',
      outDir: 'out',
      paths: { tenon: [`${root}src/index.ts`] },
      typeRoots: [`${root}node_modules/@types`],
    }
    const config = { extends: `${root}tsconfig.json`, compilerOptions, include: [], files: ['models.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = `${root}node_modules/typescript/bin/tsc`
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    const text = readFileSync(join(folder, 'out', folder, 'models.d.ts'), 'utf8')
    return {
      errors: stdout,
      lines: text
        .replaceAll('import("tenon").', '')
        .replaceAll(/\n {2,}|\n(?=\})/g, ' ')
        .split('\n'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('exported models are a line each', () => {
  const { errors, lines } = declared()
  expect(errors).toBe('')
  expect(lines.filter((line) => line.startsWith('export declare'))).toEqual([
    'export declare const fluent: Sequential<["batch", 28, 28, 1], ["batch", 10], 216650>;',
    'export declare const network: Functional<["batch", 8], ["batch", 3]>;',
    'export declare const listed: FunctionalOfSeveral<[["batch", 4], ["batch", 4]], ["batch", 4]>;',
    'export declare const named: FunctionalOfSeveral<{ a: ["batch", 4]; b: ["batch", 4]; }, ["batch", 8]>;',
    'export declare const ending: Ending<["batch", "time", 4], [["batch", 8], ["batch", 8], ["batch", 8]], 416>;',
    'export declare const layer: Layer<DenseRule<3, true>>;',
    'export declare const stage: <const F extends number>(filters: F) => Layer<BlockRule<readonly [Layer<Conv2dRule<Conv2dConfig<F, 1, 1, "valid", 1, 1, "channelsLast">, true>>, Layer<BatchNormalizationRule<-1, true, true>>]>>;',
    'export declare const rest: (units: number) => Layer<BlockRule<readonly [Layer<RepeatRule<ResidualRule<DenseRule<number, true>, IdentityRule>, 2>>, Layer<IdentityRule>]>>;',
  ])
})
