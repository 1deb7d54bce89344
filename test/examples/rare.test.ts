import { expect, test } from 'vitest'
import { example } from './example.js'

test('rare finds more of a rare kind by class weights', () => {
  const { status, stdout, stderr } = example('rare', '--epochs', '10')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('487 test days (seed 0)')
  expect(stdout).toMatch(/all days weigh the same +all kinds weigh the same/)
  const [, plain, weighted] = /^fog +[\d.]+ +(\d+)% → +(\d+)%/m.exec(stdout) ?? []
  expect(Number(weighted)).toBeGreaterThan(Number(plain))
  expect(stdout).toMatch(/^Accuracy: \d+% → \d+%$/m)
})
