import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { block } from '../../src/dsl/block.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense, discretization, embedding, flatten, timeDistributed } from '../../src/dsl/layers/index.js'
import { repeat } from '../../src/dsl/repeat.js'
import { sequential } from '../../src/dsl/sequential.js'
import { fromTensors } from '../../src/runtime/data/from-tensors.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'

const ages = [[31], [45], [19], [62], [38], [27], [55], [70]]

describe('bins', () => {
  test('are integers, which layers of ids take', async () => {
    const bins = await discretization(4).adapt(ages)
    await using trainer = await sequential(input([1]))
      .pipe(bins)
      .embedding(4, 2)
      .flatten()
      .dense(1)
      .compile({ loss: 'mse' })
    await trainer.fit(ages, ages, { epochs: 2, verbose: 0 })
    expect(trainer.weights().get('discretization/binBoundaries')?.shape).toEqual([3])
    const exported = await loadModel(trainer.exportInference().model)
    const { dense: got } = await exported.run({ input: tensor(ages) })
    expect(numbers(got as TensorData)).toEqual(numbers(await trainer.predict(ages)))
    await exported.release()
  })

  test('are integers wherever they are in one layer', () => {
    const x = input([4, 3])
    const bins = discretization([0, 1])
    const made = [bins, block(bins), block(bins, flatten()), timeDistributed(bins), repeat(1, () => bins)]
    expect(made.map((layer) => (layer as typeof bins)(x).dtype)).toEqual(made.map(() => 'int32'))
    expect(block(dense(2), bins, dense(3))(x).dtype).toBe('float32')
    expect(discretization([0, 1], { outputMode: 'oneHot' })(x).dtype).toBe('float32')
    expect(timeDistributed(block(discretization([0, 1]), embedding(3, 2)))(x).shape).toEqual(['batch', 4, 3, 2])
  })

  test('hold about as many rows each, those on a boundary above it', async () => {
    const bins = await discretization(4, { outputMode: 'count' }).adapt(fromTensors(ages, ages).batch(3))
    await using trainer = await sequential(input([8]))
      .pipe(bins)
      .compile({ loss: 'mse' })
    expect((await trainer.predict([ages.flat()])).toArray()).toEqual([[1, 2, 2, 3]])
  })

  test('that are one are all 0', async () => {
    await using trainer = await sequential(input([2]))
      .discretization([3])
      .compile({ loss: 'mse' })
    expect((await trainer.predict([[1, 3]])).toArray()).toEqual([[0, 1]])
    const only = await discretization(1).adapt(ages)
    await using one = await sequential(input([2]))
      .pipe(only)
      .compile({ loss: 'mse' })
    expect((await one.predict([[1, 3]])).toArray()).toEqual([[0, 0]])
  })

  test('let no gradient through', async () => {
    const x = input([2])
    const whole = model({ inputs: x, outputs: dense(1)(discretization([0], { outputMode: 'oneHot' })(dense(1)(x))) })
    await using trainer = await whole.compile({ loss: 'mse', optimizer: 'sgd' })
    const before = trainer.weights().get('dense/kernel') as TensorData
    await trainer.fit([[1, 2]], [[3]], { epochs: 2, verbose: 0 })
    expect(trainer.weights().get('dense/kernel')).toEqual(before)
  })
})

test('are learnt as fast with a small epsilon', { timeout: 20_000 }, async () => {
  const numbers = Float32Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 200_000)
  const bins = await discretization(4, { epsilon: 1e-5 }).adapt(numbers)
  await using trainer = await sequential(input([3]))
    .pipe(bins)
    .compile({ loss: 'mse' })
  expect((await trainer.predict([[10, 49_900, 199_000]])).toArray()).toEqual([[0, 0, 3]])
})

test.each<[string, () => unknown, string]>([
  [
    'no data',
    () =>
      sequential(input([2]))
        .discretization(3)
        .compile({ loss: 'mse' }),
    'compile: discretization has not been adapted: make it by discretization(bins), await its adapt(data), then pipe it; or give it boundaries',
  ],
  [
    'less data than bins',
    () => discretization(9).adapt(ages),
    'discretization.adapt: there are 8 numbers to part into 9 bins; give more data, fewer bins or a smaller epsilon',
  ],
  [
    'boundaries that are given',
    () => (discretization([1]) as never as { adapt(data: unknown): unknown }).adapt(ages),
    'discretization.adapt: boundaries are given; give the number of bins to adapt',
  ],
  ['NaN', () => discretization(2).adapt([[1], [Number.NaN]]), 'discretization.adapt: data holds NaN in row 1'],
])('%s', async (_, run, sentence) => {
  await expect(run()).rejects.toThrow(sentence)
})

test.each<[string, () => unknown, string]>([
  ['order', () => discretization([1, 0]), 'discretization: bins must be ascending numbers, but boundary 1 is 0'],
  ['NaN', () => discretization([Number.NaN]), 'discretization: bins must be ascending numbers, but boundary 0 is NaN'],
  ['epsilon', () => discretization(2, { epsilon: 0 }), 'discretization: epsilon must be in (0, 1), got 0'],
  [
    "epsilon's type",
    () => discretization(2, { epsilon: '0.1' as never }),
    'discretization: epsilon must be in (0, 1), got "0.1"',
  ],
  [
    'type',
    () => discretization([1, '2'] as never),
    'discretization: bins must be ascending numbers, but boundary 1 is "2"',
  ],
  [
    'nothing',
    () => discretization([null] as never),
    'discretization: bins must be ascending numbers, but boundary 0 is null',
  ],
  [
    'list',
    () => discretization(new Float32Array([1]) as never),
    'discretization: bins must be a list of ascending numbers, or a positive integer, got a Float32Array',
  ],
])('refuses boundaries by their %s', (_, make, sentence) => {
  expect(make).toThrow(sentence)
})
