import { expect, test } from 'vitest'
import { example } from './example.js'

test('residual trains ResNet-20', () => {
  const { status, stdout, stderr } = example('residual', '--epochs', '3')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/add_8 \(add\) +│ \[batch, 2, 2, 64\]/)
  expect(stdout).toContain('Total params: 273,754')
  const [, accuracy] = /^Test accuracy: ([\d.]+) \(360 images, seed 0\)$/m.exec(stdout) ?? []
  expect(Number(accuracy)).toBeGreaterThan(0.8)
})

test('sums trains a model of two inputs and two outputs, and cuts the encoder out of it', () => {
  const { status, stdout, stderr } = example('sums', '--epochs', '1')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/sequential \(Sequential\) +│ \[batch, 32\] +│ +27,424 │ left, right/)
  const [, sums, same] =
    /right sums ([\d.]+) %,\ntold rightly whether both show the same digit ([\d.]+) %$/m.exec(stdout) ?? []
  expect(Number(sums)).toBeGreaterThan(60)
  expect(Number(same)).toBeGreaterThan(75)
  expect(stdout).toContain('makes 0')
  expect(stdout).toContain('The encoder by itself makes 32 numbers of a picture.')
})
