import { expect, test } from 'vitest'
import { example } from './example.js'

test('augmentation tells digits out of the middle, which training on the middle alone does not', () => {
  const { status, stdout, stderr } = example('augmentation', '--epochs', '60')
  expect(status, stderr).toBe(0)
  const accuracies = [...stdout.matchAll(/test accuracy ([\d.]+), of digits moved by a pixel ([\d.]+)$/gm)]
  const [plain, augmented] = accuracies.map(([, ...figures]) => figures.map(Number)) as [number[], number[]]
  expect(plain[0]).toBeGreaterThan(0.75)
  expect(augmented[0]).toBeGreaterThan((plain[0] as number) - 0.1)
  expect(augmented[1]).toBeGreaterThan((plain[1] as number) + 0.1)
})
