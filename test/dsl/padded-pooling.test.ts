import { expect, test } from 'vitest'
import {
  add,
  flatten,
  input,
  maxPooling1d,
  mean,
  model,
  sequential,
  slice,
  Tensor,
  zeroPadding1d,
} from '../../src/index.js'

const minusFive = new Tensor(new Float32Array(6).fill(-5), [1, 6, 1], 'float32')

test('zeros of zeroPadding1d win in max pooling, however ONNX Runtime merges the two', async () => {
  const padded = sequential(input([6, 1]))
    .conv1d(1, 1, { kernelInitializer: 'ones' })
    .zeroPadding1d(2)
  await using pooled = await padded.pipe(maxPooling1d(4)).compile({ loss: 'mse' })
  expect([...(await pooled.predict(minusFive)).data]).toEqual([0, -5])
  await using wide = await padded.pipe(maxPooling1d(1, { strides: 2 })).compile({ loss: 'mse' })
  expect([...(await wide.predict(minusFive)).data]).toEqual([0, -5, -5, -5, 0])
})

test('zeros of zeroPadding2d win as well', async () => {
  const padded = sequential(input([6, 1, 1]))
    .conv2d(1, 1, { kernelInitializer: 'ones' })
    .zeroPadding2d([2, 0])
  await using pooled = await padded.maxPooling2d([4, 1]).compile({ loss: 'mse' })
  const rows = new Tensor(minusFive.data, [1, 6, 1, 1], 'float32')
  expect([...(await pooled.predict(rows)).data]).toEqual([0, -5])
})

test('a range that begins before the first element, towards the front, is empty as in NumPy', () => {
  const x = input([3, 2])
  expect(slice(x, [null, [-4, null, -1]]).shape).toEqual(['batch', 0, 2])
  expect(slice(x, [null, [-3, null, -1]]).shape).toEqual(['batch', 1, 2])
})

test('layers that keep the batch keep one that is not known beside a time that is not known', async () => {
  const x = input([null, 1])
  const first = slice(zeroPadding1d(1)(x), [[0, 1]])
  const flat = sequential(input([null, 1])).flatten()(first)
  const rows = flatten()(zeroPadding1d(1)(x))
  await using trainer = await model({ inputs: x, outputs: add(rows, mean(flat, { axis: 0 })) }).compile({ loss: 'mse' })
  expect((await trainer.predict(minusFive)).toArray()).toEqual([[0, -10, -10, -10, -10, -10, -10, 0]])
})
