import { expect, test } from 'vitest'
import { example } from './example.js'

test('transformer learns the digits by attention', () => {
  const { status, stdout, stderr } = example('transformer', '--epochs', '4')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/multi_head_attention_1 \(multiHeadAttention\) +│ \[batch, 16, 32\] +│ +4,224/)
  const [, accuracy] = /^Test accuracy: ([\d.]+) \(360 images, seed 0\)$/m.exec(stdout) ?? []
  expect(Number(accuracy)).toBeGreaterThan(0.85)
})
