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

test('takes floats in the shape of a column of labels for scores', () => {
  const bits = tensor([[0], [1], [1]])
  const scores = tensor([[0.4], [0.3], [0.8]])
  const counts = [
    [1, 0],
    [1, 1],
  ]
  expect(confusionMatrix(bits, scores).toArray()).toEqual(counts)
  expect(confusionMatrix(bits, scores, { threshold: 0.2 }).toArray()).toEqual([
    [0, 1],
    [0, 2],
  ])
  expect(confusionMatrix(bits, tensor(Int32Array.of(0, 0, 1), [3, 1])).toArray()).toEqual(counts)
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
  [() => confusionMatrix(tensor([Number.NaN]), tensor([0])), 'labels hold NaN at 0; expected integers from 0 to 0'],
  [() => confusionMatrix(tensor([0]), tensor([-1])), 'predictions hold -1 at 0; expected integers from 0 to 0'],
  [
    () => confusionMatrix(labels, labels, { numClasses: 2 }),
    'confusionMatrix: labels hold 2 at 2; expected integers from 0 to 1',
  ],
  [
    () => confusionMatrix(labels, labels, { sampleWeight: tensor([1]) }),
    'confusionMatrix: sampleWeight needs one weight for each label: expected [5], got [1]',
  ],
  ...[2.5, Number.NaN, 0].map((numClasses): [() => Tensor, string] => [
    () => confusionMatrix(labels, labels, { numClasses }),
    `confusionMatrix: numClasses must be a positive integer, got ${numClasses}`,
  ]),
  [
    () => confusionMatrix(labels, labels, { threshold: 'x' } as never),
    'confusionMatrix: threshold must be a number, got "x"',
  ],
  [
    () => confusionMatrix(labels, labels, { sampleWeight: [1] } as never),
    'confusionMatrix: sampleWeight must be a tensor, got [1]',
  ],
  [
    () => confusionMatrix(tensor([0, 1_000_000]), tensor([0, 1])),
    'confusionMatrix: labels or predictions hold 1000000, which makes a table of more than 4096 classes; give numClasses',
  ],
  [
    () => confusionMatrix(tensor([0]), tensor([[0.5, Number.NaN]])),
    'confusionMatrix: predictions hold NaN at 1; expected scores',
  ],
  [() => confusionMatrix(labels, labels, { classes: 2 } as never), 'confusionMatrix: unknown option classes'],
])('refuses what does not fit: %s', (make, sentence) => {
  expect(make).toThrow(sentence)
})
