import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { example, root } from './example.js'

test('forecast trains, compares, and uses its file on other lengths', () => {
  const { status, stdout, stderr } = example('forecast', '--epochs', '5')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('Total params: 12,705')
  const errorOf = (line: string): number => Number(new RegExp(`${line} +([\\d.]+) ppm²`).exec(stdout)?.[1])
  expect(errorOf('next month changes as a year ago')).toBe(0.283)
  expect(errorOf('next month = this month')).toBe(1.895)
  expect(errorOf('the network')).toBeLessThan(0.5)
  expect(existsSync(join(root, 'generated/forecast/inference.onnx'))).toBe(true)
  for (const length of [24, 120, 480]) expect(errorOf(`from +${length} months`)).toBeLessThan(0.6)
  const chart = stdout.trimEnd().split('\n').slice(-16)
  expect(chart.every((line) => line.slice(5, 7) === ' │')).toBe(true)
  expect(chart.join('').match(/●/g)?.length).toBeGreaterThan(50)
})
