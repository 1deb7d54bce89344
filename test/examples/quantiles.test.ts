import { expect, test } from 'vitest'
import { example } from './example.js'

test('quantiles trains a layer and a loss of its own: the right share of the days lies below each curve', () => {
  const { status, stdout, stderr } = example('quantiles')
  expect(status, stderr).toBe(0)
  const last = stderr.trim().split('\n').at(-1) as string
  for (const [name, share] of [
    ['low', 0.1],
    ['middle', 0.5],
    ['high', 0.9],
  ] as const) {
    const [, below] = new RegExp(`${name}_below: ([\\d.]+)`).exec(last) ?? []
    expect(Math.abs(Number(below) - share), name).toBeLessThan(0.04)
  }
  expect(stdout).toMatch(/^ *[\d.]+ │.*\^/m)
})
