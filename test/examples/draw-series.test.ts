import { expect, test } from 'vitest'
import { drawSeries } from '../../examples/support/draw-series.js'

test('later lines cover earlier ones, the largest value is above', () => {
  const lines = [
    { values: [0, 1, 2, 10], mark: '·' },
    { values: [0, 5.1], mark: '●' },
  ]
  expect(drawSeries(lines, 3)).toEqual(['10.0 │   ·', '     │ ●', ' 0.0 │●··'])
})

test('a constant series is one row', () => {
  expect(drawSeries([{ values: [3, 3], mark: 'x' }], 2)).toEqual(['3.0 │xx', '3.0 │'])
})

test('needs values', () => {
  expect(() => drawSeries([], 3)).toThrow('drawSeries: a chart needs values, and rows for them')
})
