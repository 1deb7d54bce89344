import { expect, test } from 'vitest'
import { confusionMatrix } from '../../src/runtime/confusion-matrix.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'

const labels = tensor(Int32Array.of(0, 1, 2, 2, 0), [5])
const table = [
  [1, 1, 0],
  [0, 1, 0],
  [1, 0, 1],
]

test('counts labels by predictions, as indices or scores', () => {
  const counts = confusionMatrix(labels, tensor(Int32Array.of(0, 1, 2, 0, 1), [5]))
  expect([counts.dtype, counts.toArray()]).toEqual(['int32', table])
  const scores = tensor([
    [0.9, 0.1, 0],
    [0.1, 0.6, 0.3],
    [0, 0, 1],
    [0.4, 0.4, 0.2],
    [0.3, 0.5, 0.2],
  ])
  expect(confusionMatrix(labels, scores).toArray()).toEqual(table)
  const bits = tensor([0, 1, 1])
  expect(confusionMatrix(bits, tensor([[0.4], [0.3], [0.8]])).toArray()).toEqual([
    [1, 0],
    [1, 1],
  ])
  expect(confusionMatrix(bits, tensor([[0.4], [0.3], [0.8]]), { threshold: 0.2 }).toArray()).toEqual([
    [0, 1],
    [0, 2],
  ])
  expect(confusionMatrix(tensor([[0, 1]]), tensor([[1, 1]]), { numClasses: 3 }).toArray()).toEqual([
    [0, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
  ])
})

test('adds up weights', () => {
  const sampleWeight = tensor([1, 0.5, 2, 0, 3])
  const counts = confusionMatrix(labels, tensor(Int32Array.of(0, 1, 2, 0, 1), [5]), { sampleWeight })
  expect([counts.dtype, counts.toArray()]).toEqual([
    'float64',
    [
      [1, 3, 0],
      [0, 0.5, 0],
      [0, 0, 2],
    ],
  ])
})

test.each<[() => Tensor, string]>([
  [() => confusionMatrix(labels, tensor([0, 1])), 'labels and predictions have the shapes [5] and [2]'],
  [() => confusionMatrix(tensor([0.5]), tensor([0])), 'labels hold 0.5 at 0; expected integers from 0 to 0'],
  [() => confusionMatrix(tensor([0]), tensor([-1])), 'predictions hold -1 at 0; expected integers from 0 to 0'],
  [
    () => confusionMatrix(labels, labels, { numClasses: 2 }),
    'confusionMatrix: labels hold 2 at 2; expected integers from 0 to 1',
  ],
  [
    () => confusionMatrix(labels, labels, { sampleWeight: tensor([1]) }),
    'confusionMatrix: sampleWeight needs one weight for each label: expected [5], got [1]',
  ],
  [() => confusionMatrix(labels, labels, { classes: 2 } as never), 'confusionMatrix: unknown option classes'],
])('refuses what does not fit: %s', (make, sentence) => {
  expect(make).toThrow(sentence)
})
