import { expect, test } from 'vitest'
import { vegaTable } from '../../examples/support/vega-table.js'
import { meanSquaredError, scaleOf, standardized, windows } from '../../examples/support/windows.js'

test('windows end before what follows them', () => {
  const { x, y } = windows([1, 2, 3, 4, 5], 2, 3)
  expect([x.shape, y.shape]).toEqual([
    [2, 2, 1],
    [2, 1],
  ])
  expect([...x.data]).toEqual([2, 3, 3, 4])
  expect([...y.data]).toEqual([4, 5])
  expect([...windows([1, 2, 3, 4, 5], 2, 2, 3).y.data]).toEqual([3])
})

test.each([
  [3, 2, 5],
  [2, 2, 6],
  [2, 3, 3],
])('windows of %i from %i to %i are none', (length, from, to) => {
  expect(() => windows([1, 2, 3, 4, 5], length, from, to)).toThrow(RangeError)
})

test('scales, and errors', () => {
  const scale = scaleOf([1, 3])
  expect(scale).toEqual({ mean: 2, deviation: 1 })
  expect(standardized([1, 3, 5], scale)).toEqual([-1, 1, 3])
  expect(meanSquaredError([1, 2], Float32Array.of(3, 2))).toBe(2)
})

test('tables of vega-datasets are rows by column', () => {
  const rows = vegaTable('seattle-weather.csv')
  expect(rows).toHaveLength(1461)
  expect(rows[0]).toEqual({
    date: '2012-01-01',
    precipitation: '0.0',
    temp_max: '12.8',
    temp_min: '5.0',
    wind: '4.7',
    weather: 'drizzle',
  })
})
