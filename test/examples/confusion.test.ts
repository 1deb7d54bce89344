import { expect, test } from 'vitest'
import { accuracyOf, bestClasses, drawConfusion, precisionOf, recallOf } from '../../examples/support/confusion.js'
import { tensor } from '../../src/index.js'

const confusion = [
  [2, 1, 0],
  [1, 1, 0],
  [1, 0, 0],
]

test('accuracy, recall and precision', () => {
  expect(accuracyOf(confusion)).toBe(0.5)
  expect([0, 1, 2].map((label) => recallOf(confusion, label))).toEqual([2 / 3, 1 / 2, 0])
  expect([0, 1, 2].map((label) => precisionOf(confusion, label))).toEqual([2 / 4, 1 / 2, Number.NaN])
  const never = [
    [0, 1],
    [0, 0],
  ]
  expect(recallOf(never, 1)).toBeNaN()
})

test('the class of a row is the place of its largest probability', () => {
  const probabilities = tensor([
    [0.1, 0.7, 0.2],
    [0.5, 0.3, 0.2],
  ])
  expect(bestClasses(probabilities)).toEqual([1, 0])
})

test('the table has names at its edges, and dots for zeros', () => {
  expect(drawConfusion(confusion, ['sun', 'rain', 'fog'])).toEqual([
    '      sun rain  fog',
    'sun     2    1    ·',
    'rain    1    1    ·',
    'fog     1    ·    ·',
  ])
})
