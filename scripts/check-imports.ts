/* Proves that imports point one way: src/shapes ← src/codegen ← src/runtime ← src/dsl ← src/index.ts ← src/cli. */
import { readdirSync, readFileSync } from 'node:fs'
import { importViolations } from './imports.js'

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[jt]s$/.test(file))
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
const violations = files.flatMap((file) => importViolations(file, readFileSync(file, 'utf8')))
for (const violation of violations) console.error(violation)
console.log(`${files.length} files, ${violations.length} imports against the direction of the layers`)
if (files.length === 0 || violations.length > 0) process.exit(1)
