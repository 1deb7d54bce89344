import { expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { imageClassifier } from '../support/image-classifier.js'

test("of program 1: Keras's layers, shapes and counts", () => {
  expect(`\n${imageClassifier([8, 8, 1]).summary()}`).toBe(`
┌────────────────────────────────────────────┬───────────────────┬─────────┐
│ Layer (type)                               │ Output shape      │ Param # │
├────────────────────────────────────────────┼───────────────────┼─────────┤
│ input (input)                              │ [batch, 8, 8, 1]  │       0 │
│ conv2d (conv2d)                            │ [batch, 8, 8, 32] │     320 │
│ batch_normalization (batchNormalization)   │ [batch, 8, 8, 32] │     128 │
│ max_pooling2d (maxPooling2d)               │ [batch, 4, 4, 32] │       0 │
│ conv2d_1 (conv2d)                          │ [batch, 4, 4, 64] │  18,496 │
│ batch_normalization_1 (batchNormalization) │ [batch, 4, 4, 64] │     256 │
│ max_pooling2d_1 (maxPooling2d)             │ [batch, 2, 2, 64] │       0 │
│ flatten (flatten)                          │ [batch, 256]      │       0 │
│ dense (dense)                              │ [batch, 128]      │  32,896 │
│ dropout (dropout)                          │ [batch, 128]      │       0 │
│ dense_1 (dense)                            │ [batch, 10]       │   1,290 │
└────────────────────────────────────────────┴───────────────────┴─────────┘
Total params: 53,386
Trainable params: 53,194
Non-trainable params: 192`)
})

test('counts of program 1 on 28 × 28, and of a model without layers', () => {
  expect(imageClassifier([28, 28, 1]).countParams()).toBe(422_026)
  const empty = sequential(input([null, 'width', 3], { name: 'photo' }))
  expect(empty.countParams()).toBe(0)
  expect(empty.summary()).toContain('│ photo (input) │ [batch, ?, width, 3] │       0 │')
  expect(`${empty.globalAveragePooling2d()}`).toBe('Sequential([batch, ?, width, 3] → [batch, 3])')
})

test('of a layer that gives several tensors: all their shapes', () => {
  const states = sequential(input([5, 4])).lstm(3, { returnSequences: true, returnState: true })
  expect(states.summary()).toContain('│ lstm (lstm)   │ [batch, 5, 3], [batch, 3], [batch, 3] │      96 │')
})
