/* Writes what git holds of `generated/`, and docs/errors.md: `npm run generate`; with --check says what differs instead, and fails. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clientOf, compileDigits } from '../examples/01-digits.js'
import { describeGraphs } from './describe-graphs.js'
import { errorsPage } from './errors-page.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')

await using trainer = await compileDigits(0)
const inference = trainer.exportInference().model
const graphs = { inference, evaluation: trainer.exportEvaluation().model, training: trainer.exportTraining().model }
const files: Readonly<Record<string, string>> = {
  'generated/digits/client.ts': await clientOf(trainer),
  'generated/digits/graphs.md': await describeGraphs('The graphs of examples/01-digits.ts', graphs),
  'docs/errors.md': errorsPage(),
}

const existing = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

let stale = 0
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name)
  if (!check) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.log(`wrote ${name}`)
  } else if (existing(path) !== text) {
    stale++
    console.error(`${name} is not what the code writes now; run "npm run generate" and commit it`)
  }
}
if (check && stale === 0) console.log(`${Object.keys(files).length} generated files are up to date`)
if (stale > 0) process.exitCode = 1
