import { expect, test } from 'vitest'
import { example } from './example.js'

test('regions learns the map of postal regions from a stream', () => {
  const { status, stdout, stderr } = example('regions', '--epochs', '2')
  expect(status, stderr).toBe(0)
  expect(stderr).toMatch(/^Epoch 2\/2 - 595 steps - .* - val_accuracy: [\d.]+$/m)
  const map = stdout.split('\n').slice(0, 16)
  for (const line of map) expect(line).toMatch(/^\d{60}$/)
  // the West Coast begins with 9, the Northeast with 0 or 1
  expect(map[8]?.[4]).toBe('9')
  expect(map[4]?.[53]).toMatch(/[01]/)
  expect(Number(/Test accuracy: ([\d.]+) \(4000 places, seed 0\)/.exec(stdout)?.[1])).toBeGreaterThan(0.8)
})
