/* Everything that CI checks, in one command: `npm test`. Runs every step, then names those that failed. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { readTestCounts } from './test-counts.js'

const report = 'coverage/results.json'
const steps: readonly (readonly [title: string, command: string])[] = [
  ['format and lint', 'biome check --error-on-warnings'],
  ['import directions', 'tsx scripts/check-imports.ts'],
  ['types', 'tsc'],
  ['dead code', 'knip --no-config-hints'],
  // before the tests, which run the examples and so write these files
  ['generated files', 'npm run --silent generate -- --check'],
  ['tests and coverage', `vitest run --coverage --reporter=default --reporter=json --outputFile.json=${report}`],
  ['build and package', 'tsx scripts/check-package.ts'],
]

// a report of an earlier run must not stand for a test run that crashes
rmSync(report, { force: true })
const failed: string[] = []
for (const [title, command] of steps) {
  console.log(`\n── ${title}: ${command}`)
  if (spawnSync(command, { shell: true, stdio: 'inherit' }).status !== 0) failed.push(title)
}

const testFiles = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => resolve('test', file))
const counts = readTestCounts(() => readFileSync(report, 'utf8'), testFiles)
console.log('')
if (counts === undefined) console.log('The tests did not report.')
else {
  if (counts.skipped > 0) console.log(`${counts.skipped} skipped`)
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
}
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`)
if (failed.length > 0 || counts === undefined || counts.failed > 0) process.exit(1)
