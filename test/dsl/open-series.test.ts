import { describe, expect, test } from 'vitest'
import { adam } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram, type Objective } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { classes, expectSame, labels, train, wave } from '../support/open-models.js'

type Time = number | string | null

const start = (time: Time) => sequential(input([time, 3])).conv1d(4, 2, { padding: 'same' })

/** Chains of series layers over any length. */
const bodies = {
  valid: (time) => start(time).conv1d(5, 3, { activation: 'tanh' }),
  same: (time) => start(time).conv1d(5, 4, { padding: 'same' }),
  causal: (time) => start(time).conv1d(5, 3, { padding: 'causal', dilationRate: 2 }),
  groups: (time) => start(time).conv1d(6, 3, { groups: 2, dilationRate: 2 }),
  'valid with strides': (time) => start(time).conv1d(5, 3, { strides: 2 }),
  'causal with strides': (time) => start(time).conv1d(6, 3, { padding: 'causal', strides: 3, groups: 2 }),
  'a long kernel': (time) => start(time).conv1d(3, 34, { padding: 'same' }),
  'max pooling': (time) => start(time).maxPooling1d(2),
  'max pooling that overlaps': (time) => start(time).maxPooling1d(3, { strides: 2 }),
  'average pooling': (time) => start(time).averagePooling1d(2),
  'average pooling that overlaps': (time) => start(time).averagePooling1d(3, { strides: 1, padding: 'same' }),
  upsampling: (time) => start(time).upSampling1d(3),
  'zero padding': (time) => start(time).zeroPadding1d([2, 1]),
  cropping: (time) => start(time).cropping1d([1, 2]),
  'cropping at one end': (time) => start(time).cropping1d([0, 2]),
} satisfies Readonly<Record<string, (time: Time) => unknown>>

const entries = Object.entries(bodies) as unknown as [string, (time: Time) => ReturnType<typeof start>][]

describe('series of any length learn the same as of a known one', () => {
  describe.each(entries)('%s', (_, body) => {
    const ends: [string, (time: Time) => Model][] = [
      ['global average', (time) => body(time).globalAveragePooling1d().dense(2, { activation: 'softmax' })],
      [
        'global max',
        (time) => body(time).globalMaxPooling1d({ keepDims: true }).flatten().dense(2, { activation: 'softmax' }),
      ],
    ]
    test.each(ends)('under %s pooling', async (_, model) => {
      const [x, y] = [wave(4, 11, 3), labels(2, 4)]
      await expectSame(model(null), model(11), x, y)
      await expectSame(model('time'), model(11), x, y)
    })

    test('one model takes two lengths, one after another', async () => {
      const model = (time: Time) => body(time).globalAveragePooling1d().dense(2, { activation: 'softmax' })
      const lengths = [11, 8]
      await using open = await Trainer.create(makeProgram(model(null), classes), { threads: 1 })
      for (const length of lengths) {
        const [x, y] = [wave(4, length, 3), labels(2, 4)]
        await using known = await Trainer.create(makeProgram(model(length), classes), { threads: 1 })
        await known.setWeights(open.weights())
        const [a, b] = [await open.evaluate(x, y), await known.evaluate(x, y)]
        expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-6)
        const { history } = await open.fit(x, y, { verbose: 0 })
        expect(Number.isFinite(history.loss[0])).toBe(true)
      }
    })
  })
})

test('features first', async () => {
  const model = (time: Time) =>
    sequential(input([3, time]))
      .conv1d(4, 3, { dataFormat: 'channelsFirst', padding: 'causal' })
      .zeroPadding1d(1, { dataFormat: 'channelsFirst' })
      .averagePooling1d(2, { dataFormat: 'channelsFirst' })
      .globalAveragePooling1d({ dataFormat: 'channelsFirst' })
      .dense(2, { activation: 'softmax' })
  await expectSame(model(null), model(9), wave(4, 3, 9), labels(2, 4))
})

test('features that are not known either', async () => {
  const objective: Objective = { optimizer: adam(), loss: 'mse', metrics: [] }
  const model = (features: Time) =>
    sequential(input([null, features]))
      .rescaling(2)
      .upSampling1d()
      .averagePooling1d(3)
      .maxPooling1d(2)
      .cropping1d(1)
  const [open, known] = [
    await train(model(null), wave(2, 13, 3), wave(2, 2, 3), objective),
    await train(model(3), wave(2, 13, 3), wave(2, 2, 3), objective),
  ]
  expect(open.output.data).toEqual(known.output.data)
})

test('ids are moved as they are', async () => {
  const model = sequential(input([null, 1], { dtype: 'int32' }))
    .upSampling1d(2)
    .zeroPadding1d([1, 0])
    .cropping1d([0, 1])
  const program = makeProgram(model, { optimizer: adam(), loss: 'mse', metrics: [] })
  await using trainer = await Trainer.create(program, { threads: 1 })
  expect([...(await trainer.predict(labels(5, 1, 3, 1))).data]).toEqual([0, 0, 0, 1, 1, 2])
})

describe('data that a layer cannot take are refused with the name of the layer', () => {
  test.each([
    [
      sequential(input([null, 2])).conv1d(1, 3),
      "conv1d: kernel 3 is larger than input 2; use padding: 'same' (layer 1, conv1d)",
    ],
    [
      sequential(input([null, 2])).averagePooling1d(3),
      "averagePooling1d: pool 3 is larger than input 2; use padding: 'same' (layer 1, average_pooling1d)",
    ],
    [
      sequential(input([null, 2])).cropping1d(),
      'cropping1d: cropping 1 leaves nothing of time 2; crop less (layer 1, cropping1d)',
    ],
  ])('%s', async (model, sentence) => {
    const program = makeProgram(model, { optimizer: adam(), loss: 'mse', metrics: [] })
    await using trainer = await Trainer.create(program, { threads: 1 })
    await expect(trainer.predict(wave(1, 2, 2))).rejects.toThrow(sentence)
  })

  test('padding that depends on the length', () => {
    expect(() => sequential(input([null, 2])).conv1d(1, 3, { strides: 2, padding: 'same' })).toThrow(
      "conv1d: padding 'same' with strides 2 needs a known time, got ?; give numbers in input(…), or strides of 1 (layer 1, conv1d)",
    )
  })
})
