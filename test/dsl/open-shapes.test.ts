import { describe, expect, test } from 'vitest'
import { adam } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram, type Objective } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { classes, expectSame, labels, train, wave } from '../support/open-models.js'

type Size = number | string | null

const starting = (rows: Size) =>
  sequential(input([rows, rows, 2])).conv2d(3, 2, { padding: 'same', activation: 'tanh' })

describe('images of any height and width', () => {
  const body = (height: number | string | null, width: number | string | null) =>
    sequential(input([height, width, 3]))
      .conv2d(4, 3, { padding: 'same', activation: 'relu' })
      .batchNormalization()
      .maxPooling2d(2)
      .conv2d(5, 2, { activation: 'relu', activityRegularizer: 'l2' })
      .dropout(0.2)
  const x = wave(6, 8, 7, 3)
  const y = labels(2, 6)

  test.each([
    ['null and null', null, null],
    ['named', 'rows', 'columns'],
    ['one of them known', 8, null],
  ] as const)('%s, under global average pooling', async (_, height, width) => {
    const head = (model: ReturnType<typeof body>) => model.globalAveragePooling2d().dense(2, { activation: 'softmax' })
    await expectSame(head(body(height, width)), head(body(8, 7)), x, y)
  })

  test.each([
    ['null and null', null, null],
    ['one of them known', 8, null],
  ] as const)('%s, under global max pooling', async (_, height, width) => {
    const head = (model: ReturnType<typeof body>) => model.globalMaxPooling2d().dense(2, { activation: 'softmax' })
    await expectSame(head(body(height, width)), head(body(8, 7)), x, y)
  })

  test.each([
    ['null and null', null, null],
    ['one of them known', 9, null],
  ] as const)('%s, with strides and average pooling', async (_, height, width) => {
    const strided = (rows: number | null, columns: number | null) =>
      sequential(input([rows, columns, 2]))
        .conv2d(4, 3, { padding: 'same' })
        .conv2d(4, [3, 2], { strides: [2, 3], activation: 'tanh' })
        .averagePooling2d(2, { strides: 1, padding: 'same' })
        .averagePooling2d(2)
        .globalMaxPooling2d()
        .dense(2, { activation: 'softmax' })
    await expectSame(strided(height, width), strided(9, 13), wave(4, 9, 13, 2), labels(2, 4))
  })

  const resized = {
    'zero padding': (rows: Size) => starting(rows).zeroPadding2d([1, [0, 2]]),
    cropping: (rows: Size) => starting(rows).cropping2d([[0, 2], 1]),
    'upsampling to the nearest': (rows: Size) => starting(rows).upSampling2d([2, 3]),
    'bilinear upsampling': (rows: Size) => starting(rows).upSampling2d([2, 3], { interpolation: 'bilinear' }),
    'bicubic upsampling': (rows: Size) => starting(rows).upSampling2d([2, 3], { interpolation: 'bicubic' }),
  }
  test.each(Object.entries(resized))('%s', async (_, body) => {
    const model = (rows: Size) => body(rows).globalAveragePooling2d().dense(2, { activation: 'softmax' })
    for (const rows of [null, 'rows']) await expectSame(model(rows), model(6), wave(4, 6, 6, 2), labels(2, 4))
  })

  test('one model takes several sizes, one after another', async () => {
    const model = body(null, null).globalAveragePooling2d().dense(2, { activation: 'softmax' })
    await using trainer = await Trainer.create(makeProgram(model, classes), { threads: 1 })
    for (const [height, width] of [
      [8, 7],
      [5, 9],
      [4, 4],
    ] as const) {
      const { history } = await trainer.fit(wave(4, height, width, 3), labels(2, 4), { verbose: 0 })
      expect(Number.isFinite(history.loss[0])).toBe(true)
      expect((await trainer.predict(wave(2, height, width, 3))).shape).toEqual([2, 2])
    }
  })

  test('an image as output: a class for each pixel', async () => {
    const segmenter = (height: number | null, width: number | null) =>
      sequential(input([height, width, 2]))
        .conv2d(4, 3, { padding: 'same', activation: 'relu' })
        .conv2d(3, 1, { activation: 'softmax' })
    await expectSame(segmenter(null, null), segmenter(4, 5), wave(2, 4, 5, 2), labels(3, 2, 4, 5))
  })
})

describe('series: a class at every step', () => {
  const tagger = (time: number | string | null) =>
    sequential(input([time, 3]))
      .dense(8, { activation: 'tanh' })
      .dense(4, { activation: 'softmax' })

  test.each([
    ['known', 5],
    ['named', 'time'],
    ['open', null],
  ] as const)('of %s length', async (_, time) => {
    const { losses, output } = await train(tagger(time), wave(6, 5, 3), labels(4, 6, 5))
    expect(output.shape).toEqual([6, 5, 4])
    expect(losses[1]).toBeLessThan(losses[0] as number)
    expect(losses[2]).toBeLessThan(losses[1] as number)
  })

  test('labels may have a last axis of length 1', async () => {
    const [flat, column] = [labels(4, 6, 5), new Tensor(labels(4, 30).data, [6, 5, 1], 'int32')]
    const [a, b] = [await train(tagger(5), wave(6, 5, 3), flat), await train(tagger(5), wave(6, 5, 3), column)]
    expect(a.losses).toEqual(b.losses)
  })

  test('open and known lengths learn the same', async () => {
    await expectSame(tagger(null), tagger(5), wave(6, 5, 3), labels(4, 6, 5))
  })

  test('regression at every step', async () => {
    const model = (time: number | null) =>
      sequential(input([time, 3]))
        .dense(4, { activation: 'elu' })
        .dense(2)
    const objective: Objective = { optimizer: adam(), loss: 'huber', metrics: ['mae'] }
    await expectSame(model(null), model(5), wave(6, 5, 3), wave(6, 5, 2), objective)
  })
})

describe('flatten and reshape of dims that are not known', () => {
  const objective: Objective = { optimizer: adam(), loss: 'mse', metrics: [] }
  const body = (time: number | string | null) => sequential(input([time, 3])).dense(4, { activation: 'tanh' })

  test.each(['time', null] as const)('%s', async (time) => {
    const [x, y] = [wave(6, 5, 3), wave(6, 20)]
    await expectSame(body(time).flatten(), body(5).flatten(), x, y, objective)
    await expectSame(body(time).reshape([-1]), body(5).reshape([-1]), x, y, objective)
    const pairs = wave(6, 2, 10)
    await expectSame(body(time).reshape([2, -1]), body(5).reshape([2, -1]), x, pairs, objective)
  })

  test('a reshape never takes elements of another row', async () => {
    await using trainer = await Trainer.create(makeProgram(body('time').reshape([5, 2]), objective), { threads: 1 })
    await expect(trainer.predict(wave(2, 5, 3))).rejects.toThrow(
      'reshape: target [5, 2] has 10 elements, input [5, 4] has 20 (layer 2, reshape)',
    )
  })

  test('two open axes before', async () => {
    const image = (height: string | number, width: string | number) =>
      sequential(input([height, width, 1]))
        .conv2d(2, 2)
        .flatten()
    await expectSame(image('h', 'w'), image(3, 4), wave(2, 3, 4, 1), wave(2, 12), objective)
  })
})

describe('targets of another shape are refused where only the data say so', () => {
  const regression: Objective = { optimizer: adam(), loss: 'mse', metrics: [] }
  const trainOn = async (model: Model, objective: Objective, x: Tensor, y: Tensor) => {
    await using trainer = await Trainer.create(makeProgram(model, objective), { threads: 1 })
    await trainer.fit(x, y, { verbose: 0 })
  }

  test.each([
    [sequential(input([null, 4])).dense(2), regression, wave(2, 3, 4), wave(2, 1, 2), 'y has samples of shape [1, 2]'],
    [sequential(input([null, 4])).dense(2), regression, wave(2, 1, 4), wave(2, 5, 2), "the model's output is [1, 2]"],
    [sequential(input(['t', 4])).dense(3), classes, wave(2, 3, 4), labels(3, 2, 1), "fit: 't' is 3 in x, but 1 in y"],
    [
      sequential(input(['h', 'w', 1])).conv2d(1, 2),
      regression,
      wave(2, 4, 4, 1),
      wave(2, 1, 1, 1),
      "y has samples of shape [1, 1, 1], but the model's output is [3, 3, 1]; reshape the data, or change the model's last layer",
    ],
  ])('%s', async (model, objective, x, y, sentence) => {
    await expect(trainOn(model, objective, x, y)).rejects.toThrow(sentence)
  })

  test('data that a layer cannot take are refused with the name of the layer', async () => {
    const model = sequential(input([null, null, 1]))
      .conv2d(1, 3)
      .flatten()
    await expect(trainOn(model, regression, wave(2, 2, 2, 1), wave(2, 1))).rejects.toThrow(
      "conv2d: kernel 3x3 is larger than input 2x2; use padding: 'same' (layer 1, conv2d)",
    )
  })

  test('predict refuses them as well', async () => {
    const model = sequential(input(['h', 'w', 1])).maxPooling2d(3)
    await using trainer = await Trainer.create(makeProgram(model, regression), { threads: 1 })
    await expect(trainer.predict(wave(2, 2, 7, 1))).rejects.toThrow(
      "maxPooling2d: pool 3x3 is larger than input 2x7; use padding: 'same' (layer 1, max_pooling2d)",
    )
  })
})

test('targets may leave out a last axis of length 1', async () => {
  const model = sequential(input([3])).dense(1)
  const objective: Objective = { optimizer: adam(), loss: 'mse', metrics: ['mae'] }
  const y = wave(6, 1)
  const [a, b] = [
    await train(model, wave(6, 3), y, objective),
    await train(model, wave(6, 3), new Tensor(y.data, [6], 'float32'), objective),
  ]
  expect(a).toEqual(b)
})
