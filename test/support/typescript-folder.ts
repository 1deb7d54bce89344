import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a careful user's project asks of TypeScript, beyond `strict`. */
const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  skipLibCheck: true,
  noEmit: true,
}

/** The public names that a client imports, as a module beside it. */
const tenon = `export { loadModel } from '${root}src/runtime/onnx-file.js'
export type { SessionOptions } from '${root}src/runtime/session.js'
export { Tensor, tensor } from '${root}src/runtime/tensor.js'
export type { Shape } from '${root}src/shapes/dim.js'
`

/** A project of the given files in a folder of its own, where './tenon.js' is the library. */
export const typescriptFolder = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-client-'))
  const all = {
    ...files,
    'tenon.ts': tenon,
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  }
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content)
  return folder
}

/** What the project's own TypeScript says of the folder's files: `file.ts:line code` to the message. */
export const compilerErrors = (folder: string): Record<string, string> => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const lines = [...stdout.matchAll(/^([\w-]+\.ts)\((\d+),\d+\): error (TS\d+): (.*)$/gm)]
  return Object.fromEntries(
    lines.map(([, file, line, code, message]) => [`${file}:${line} ${code}`, message as string]),
  )
}
