import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { block } from '../../src/dsl/block.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import {
  activation,
  batchNormalization,
  bidirectional,
  dense,
  embedding,
  flatten,
  gru,
  lstm,
  timeDistributed,
} from '../../src/dsl/layers/index.js'
import { l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { distance, numbers } from '../support/evaluate.js'

const floats = (shape: readonly number[], data?: readonly number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => data?.[i] ?? Math.sin(0.9 * i + 0.3)),
    shape,
    'float32',
  )
const ids = (shape: readonly number[], data: readonly number[]) => new Tensor(Int32Array.from(data), shape, 'int32')

/** Texts of sentences of words. */
const texts = () => sequential(input([null, null], { dtype: 'int32' })).embedding(5, 3, { maskZero: true })

describe('masks go inside', () => {
  const models = {
    'lstm in lstm': () => texts().timeDistributed(lstm(3)).lstm(2).dense(1),
    'gru both ways': () =>
      texts()
        .timeDistributed(bidirectional(gru(2)))
        .bidirectional(gru(2))
        .dense(1),
    'a block, and the mean of the sentences': () =>
      texts()
        .timeDistributed(block(lstm(3, { returnSequences: true }), dense(2), gru(2), dense(3)))
        .globalAveragePooling1d()
        .dense(1),
  }
  test.each(Object.entries(models))('%s: padding words and sentences change nothing', async (_, make) => {
    await using trainer = await make().compile({ loss: 'mse', seed: 3, optimizer: 'sgd' })
    const short = ids([2, 2, 2], [1, 2, 3, 0, 4, 1, 2, 2])
    const long = ids([2, 3, 4], [1, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0])
    const both = async () => [numbers(await trainer.predict(short)), numbers(await trainer.predict(long))] as const
    const [a, b] = await both()
    expect(distance(a, b)).toBeLessThan(1e-6)
    const y = floats([2, 1])
    const losses = [await trainer.evaluate(short, y), await trainer.evaluate(long, y)] as const
    expect(Math.abs((losses[0].loss as number) - (losses[1].loss as number))).toBeLessThan(1e-6)
    await trainer.fit(long, y, { epochs: 2, verbose: 0 })
    const [c, d] = await both()
    expect(distance(c, d)).toBeLessThan(1e-6)
    expect(distance(a, c)).toBeGreaterThan(1e-4)
  })

  test('batchNormalization leaves padded steps out of its statistics, as on its own', async () => {
    const masked = () => sequential(input([3, 2])).masking()
    await using plain = await masked().batchNormalization({ name: 'n', momentum: 0.5 }).compile({ loss: 'mse' })
    await using inside = await masked()
      .timeDistributed(batchNormalization({ name: 'n', momentum: 0.5 }), { name: 't' })
      .compile({ loss: 'mse' })
    const x = floats([2, 3, 2], [1, 2, 3, 5, 0, 0, 7, 1, 0, 0, 0, 0])
    const fit = { epochs: 1, verbose: 0 } as const
    const histories = [await plain.fit(x, floats([2, 3, 2]), fit), await inside.fit(x, floats([2, 3, 2]), fit)] as const
    expect(histories[1].history.loss?.[0]).toBeCloseTo(histories[0].history.loss?.[0] as number, 5)
    const [a, b] = [plain.weights(), inside.weights()]
    for (const name of ['movingMean', 'movingVariance']) {
      const [own, other] = [a.get(`n/${name}`) as TensorData, b.get(`t/n/${name}`) as TensorData]
      expect(distance(numbers(own), numbers(other))).toBeLessThan(1e-6)
    }
    // the mean of 1, 3, 7 and of 2, 5, 1, half of it in one step
    expect(distance(numbers(b.get('t/n/movingMean') as TensorData), [11 / 6, 8 / 6])).toBeLessThan(1e-6)
  })

  test('padded sentences are left out by a normalization behind their words', async () => {
    const model = texts().timeDistributed(block(lstm(3), batchNormalization({ momentum: 0 })))
    const means = async (x: Tensor, y: Tensor) => {
      await using trainer = await model.compile({ loss: 'mse', seed: 1, optimizer: 'sgd' })
      await trainer.fit(x, y, { epochs: 1, verbose: 0 })
      return numbers(trainer.weights().get('time_distributed/batch_normalization/movingMean') as TensorData)
    }
    const short = await means(ids([1, 2, 2], [1, 2, 3, 4]), floats([1, 2, 3]))
    const long = await means(ids([1, 3, 3], [1, 2, 0, 3, 4, 0, 0, 0, 0]), floats([1, 3, 3]))
    expect(distance(short, long)).toBeLessThan(1e-6)
  })
})

describe('ids inside', () => {
  const model = sequential(input([null, 2], { dtype: 'int32' })).timeDistributed(
    block(embedding(5, 3, { maskZero: true }), lstm(2)),
    { name: 'sentences' },
  )

  test('are whole numbers of its range, and padding among them does not count', async () => {
    await using trainer = await model.compile({ loss: 'mse' })
    const [padded, alone] = [ids([1, 1, 2], [3, 0]), ids([1, 2, 2], [3, 0, 1, 2])]
    const [a, b] = [numbers(await trainer.predict(padded)), numbers(await trainer.predict(alone))]
    expect(distance(a, b.slice(0, 2))).toBeLessThan(1e-6)
    await expect(trainer.predict(ids([1, 1, 2], [1, 5]))).rejects.toThrow(
      'predict: x holds id 5 in row 0; sentences (layer 1) takes ids from 0 to 4',
    )
  })

  test('float32 input is made whole numbers; what only moves elements may come first', async () => {
    const moved = sequential(input([3, 2, 2])).timeDistributed(block(flatten(), embedding(5, 3)))
    expect(moved.outputs[0]?.shape).toEqual(['batch', 3, 4, 3])
    await using trainer = await moved.compile({ loss: 'mse' })
    const y = await trainer.predict(floats([1, 3, 2, 2], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]))
    expect(y.shape).toEqual([1, 3, 4, 3])
    await expect(trainer.predict(floats([1, 3, 2, 2], Array(12).fill(0.5)))).rejects.toThrow('x holds')
  })

  test('come first', () => {
    expect(() => timeDistributed(block(dense(3), embedding(5, 2)))).toThrow(
      new TypeError('embedding takes ids, but dense before it gives numbers; put embedding first'),
    )
  })
})

test('numbers that layers inside compute are no ids for a layer behind', async () => {
  const computed = sequential(input([3, 4]))
    .timeDistributed(dense(2))
    .embedding(5, 2)
  await expect(computed.compile({ loss: 'mse' })).rejects.toThrow('takes ids, but time_distributed before it gives')
  const moved = sequential(input([3, 2, 2]))
    .timeDistributed(flatten())
    .embedding(5, 2)
  await using trainer = await moved.compile({ loss: 'mse' })
  await expect(trainer.predict(floats([1, 3, 2, 2], Array(12).fill(5)))).rejects.toThrow('takes ids from 0 to 4')
})

describe('a penalty on the activity', () => {
  /** What the losses of training and of evaluation have beside the mean squared error. */
  const penalties = async (inner: ReturnType<typeof dense>) => {
    const model = sequential(input([3, 4])).timeDistributed(inner)
    await using trainer = await model.compile({ loss: 'mse', metrics: ['mse'], seed: 2, optimizer: 'sgd' })
    const [x, y] = [floats([2, 3, 4]), floats([2, 3, 2])]
    const squares = numbers(await trainer.predict(x)).reduce((sum, value) => sum + value * value, 0)
    const evaluated = await trainer.evaluate(x, y)
    const { history } = await trainer.fit(x, y, { epochs: 1, verbose: 0 })
    const of = (all: { readonly loss?: unknown; readonly mse?: unknown }) => Number(all.loss) - Number(all.mse)
    return { squares, evaluated: of(evaluated), trained: of({ loss: history.loss?.[0], mse: history.mse?.[0] }) }
  }

  // figures by Keras 3.15: of the layer alone nothing in fit and evaluate; of a Sequential inside the sum over the batch size
  test('of a layer alone does not count, as in Keras', async () => {
    const { evaluated, trained } = await penalties(dense(2, { activityRegularizer: l2(0.1) }))
    expect([evaluated, trained]).toEqual([0, 0])
  })

  test('in a block counts for each sample, as in Keras', async () => {
    const inner = block(dense(2, { activityRegularizer: l2(0.1) }), activation('linear')) as never
    const { squares, evaluated, trained } = await penalties(inner)
    expect(evaluated).toBeCloseTo((0.1 * squares) / 2, 5)
    expect(trained).toBeCloseTo((0.1 * squares) / 2, 5)
  })
})

const step = input([4])

test.each<[() => unknown, Error]>([
  [
    () => timeDistributed(undefined as never),
    new TypeError('timeDistributed: expected a layer, such as dense(3), got undefined'),
  ],
  [
    () => timeDistributed(block(dense(3, { name: 'a' }), dense(3, { name: 'a' }))),
    new TypeError('dense: the model already has a layer named "a"; choose another name'),
  ],
  [
    () => sequential(input([3, 4, 2])).pipe(timeDistributed(lstm(2, { returnState: true })) as never),
    new ShapeError(
      'timeDistributed: expected a layer that gives one tensor, got one that gives 3; leave out returnState and mergeMode: null (layer 1, time_distributed)',
    ),
  ],
  [
    () => sequential(input([3, 4])).pipe(timeDistributed(sequential(input([5])).dense(2)) as never),
    new ShapeError(
      'model: expected input [batch, 5], got [batch, 4]; reshape it, or make the model for this shape (layer 1, time_distributed)',
    ),
  ],
  [
    () => timeDistributed(block(dense(5), sequential(input([6])).dense(2)))(input([3, 4]) as never),
    new ShapeError(
      'model: expected input [batch, 6], got [batch, 5]; reshape it, or make the model for this shape (layer 1, time_distributed)',
    ),
  ],
  [
    () => timeDistributed(model({ inputs: step, outputs: dense(2)(step) })),
    new TypeError(
      'timeDistributed: expected a layer, such as dense(3), or layers one after the other, got a functional model; make it with sequential or block',
    ),
  ],
])('%s', (make, error) => {
  expect(make).toThrow(error)
})

test('a chain for each step takes what it starts with', () => {
  const chain = sequential(input([4]))
    .dense(3)
    .dense(2)
  const steps = sequential(input([null, 4])).timeDistributed(chain)
  expect([String(steps), steps.countParams()]).toEqual(['Sequential([batch, ?, 4] → [batch, ?, 2])', 23])
})
