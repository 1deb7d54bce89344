import { expect, test } from 'vitest'
import { loadDigits, splitRows } from '../../examples/support/digits-data.js'

test('the digits: 1,797 images in [0, 1], every fifth for testing', () => {
  const { x, y, testX, testY } = loadDigits()
  expect([x.shape, y.shape]).toEqual([[1437, 8, 8, 1], [1437]])
  expect([testX.shape, testY.shape]).toEqual([[360, 8, 8, 1], [360]])
  const greys = Array.from(x.data, Number)
  expect([Math.min(...greys), Math.max(...greys)]).toEqual([0, 1])
  expect([...new Set(Array.from(testY.data, Number))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('splitRows keeps the order of rows, and each label with its image', () => {
  const pixels = Float32Array.from({ length: 12 }, (_, i) => i)
  const labels = Int32Array.from([10, 11, 12, 13, 14, 15])
  const { x, y, testX, testY } = splitRows(pixels, labels, [1, 2, 1])
  expect([...y.data]).toEqual([11, 12, 13, 14])
  expect([...x.data]).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  expect([...testY.data]).toEqual([10, 15])
  expect([...testX.data]).toEqual([0, 1, 10, 11])
})
