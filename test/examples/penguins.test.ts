import { expect, test } from 'vitest'
import { example } from './example.js'

test('penguins are weighed by sizes and texts', () => {
  const { status, stdout, stderr } = example('penguins', '--epochs', '15')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/^Adelie, male, Torgersen: 3750 g, for the model 3[4-9]\d\d g$/m)
  // always saying the mean would be 700 g off
  expect(Number(/Test error: (\d+) g \(mean of 80 penguins, seed 0\)/.exec(stdout)?.[1])).toBeLessThan(300)
})
