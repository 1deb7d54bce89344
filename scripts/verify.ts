/* Everything that CI checks, in one command: `npm test`. Stops at the first step that fails. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

const report = 'coverage/results.json'
const steps: readonly (readonly [title: string, command: string])[] = [
  ['format, lint and import directions', 'biome check'],
  ['types', 'tsc'],
  ['unit tests and coverage', `vitest run --reporter=default --reporter=json --outputFile.json=${report}`],
  ['build', 'npm run --silent build'],
]

rmSync(report, { force: true })
for (const [title, command] of steps) {
  console.log(`\n── ${title}: ${command}`)
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`\n${title} failed (${command})`)
    process.exit(1)
  }
}
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`)
