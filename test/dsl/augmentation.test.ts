import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { input, scalar, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { readModel } from '../../src/codegen/onnx/read.js'
import * as ops from '../../src/codegen/ops/index.js'
import { input as modelInput } from '../../src/dsl/input.js'
import {
  randomBrightness,
  randomContrast,
  randomCrop,
  randomFlip,
  randomRotation,
  randomTranslation,
  randomZoom,
} from '../../src/dsl/layers/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'
import { Tensor, tensor } from '../../src/runtime/tensor.js'
import { floats, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'
import { expectSame, labels, wave } from '../support/open-models.js'

interface Draw {
  readonly seed?: number
  readonly step?: number
  readonly threads?: number
}

/** What a layer makes in training of images, and the gradient of the sum of that times its own place's sine. */
const augment = async (layer: unknown, images: TensorData, { seed = 0, step = 0, threads = 1 }: Draw = {}) => {
  const x = input('x', 'float32', ['batch', ...images.shape.slice(1)])
  const random = { seed: scalar(seed, 'int32'), step: scalar(step, 'int32') }
  const { output } = runLayers(layerGraph({ layer: definitionOf(layer) }, x), [], x, { random })
  const cotangent = input('cotangent', 'float32', output.shape)
  const [gradient] = gradients(ops.reduceSum(ops.mul(output, cotangent)), [x]) as [Value]
  const y = (await runGraph({ inputs: [x], outputs: new Map([['y', output]]) }, { x: images }, { threads })).get('y')
  const { shape } = y as TensorData
  const sines = floats(
    shape,
    numbers(y as TensorData).map((_, i) => Math.sin(i)),
  )
  const got = await runGraph(
    { inputs: [x, cotangent], outputs: new Map([['gradient', gradient]]) },
    { x: images, cotangent: sines },
    { threads },
  )
  return {
    y: numbers(y as TensorData),
    shape,
    gradient: numbers(got.get('gradient') as TensorData),
    cotangent: numbers(sines),
  }
}

const smooth = (shape: readonly number[]): TensorData =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(0.9 * i) + 0.1 * (i % 7)),
  )

const all = {
  randomBrightness: randomBrightness(0.2, { valueRange: [-9, 9] }),
  randomContrast: randomContrast(0.5, { valueRange: [-9, 9] }),
  randomCrop: randomCrop(3, 4),
  randomFlip: randomFlip('horizontal'),
  randomRotation: randomRotation(0.3, { fillMode: 'wrap' }),
  randomTranslation: randomTranslation(0.4, 0.4),
  randomZoom: randomZoom(0.5, 0.3, { fillMode: 'constant', fillValue: 0.5 }),
}

describe.each(Object.entries(all))('%s', (_, layer) => {
  const images = smooth([30, 4, 5, 2])

  test('gives what seed and step decide, bit for bit, with any number of threads', async () => {
    const first = await augment(layer, images, { seed: 4, step: 2 })
    for (const threads of [1, 2, 4]) expect(await augment(layer, images, { seed: 4, step: 2, threads })).toEqual(first)
    const others = [
      await augment(layer, images, { seed: 5, step: 2 }),
      await augment(layer, images, { seed: 4, step: 3 }),
    ]
    for (const other of others) expect(other.y).not.toEqual(first.y)
  })

  test('has the gradient of its central differences', async () => {
    const { gradient, cotangent } = await augment(layer, images)
    const h = 1e-2
    const direction = gradient.map((_, i) => Math.cos(2.3 * i))
    const lossAt = async (step: number) => {
      const moved = numbers(images).map((value, i) => value + step * (direction[i] as number))
      const { y } = await augment(layer, floats(images.shape, moved))
      return y.reduce((sum, value, i) => sum + value * (cotangent[i] as number), 0)
    }
    const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h)
    const expected = gradient.reduce((sum, g, i) => sum + g * (direction[i] as number), 0)
    expect(Math.abs(measured - expected)).toBeLessThan(2e-3 * Math.hypot(...gradient))
  })
})

describe('what is drawn is uniform', () => {
  const n = 20_000
  /** The draws, as numbers in [0, 1], fill that interval evenly. */
  const expectUniform = (draws: readonly number[]) => {
    for (const power of [1, 2, 3]) {
      const mean = draws.reduce((sum, u) => sum + u ** power, 0) / draws.length
      const deviation = Math.sqrt(1 / (2 * power + 1) - 1 / (power + 1) ** 2)
      expect(Math.abs(mean - 1 / (power + 1))).toBeLessThan((5 * deviation) / Math.sqrt(draws.length))
    }
    expect(draws.every((u) => u >= -1e-5 && u <= 1 + 1e-5)).toBe(true)
  }
  /** Every image is 0, 1, 2, … from left to right, and from top to bottom below. */
  const ramps = floats(
    [n, 1, 9, 1],
    Array.from({ length: 9 * n }, (_, i) => i % 9),
  )
  const middles = (y: readonly number[]) => y.filter((_, i) => i % 9 === 4)

  test('brightness', async () => {
    const { y } = await augment(randomBrightness([-0.1, 0.3], { valueRange: [-10, 10] }), ramps)
    expectUniform(middles(y).map((value) => ((value - 4) / 20 + 0.1) / 0.4))
  })

  test('contrast', async () => {
    const { y } = await augment(randomContrast([0.2, 0.6], { valueRange: [-20, 20] }), ramps)
    // the pixel at 8 is 4 from the mean
    expectUniform(y.filter((_, i) => i % 9 === 8).map((value) => ((value - 4) / 4 - 0.8) / 0.8))
  })

  test('translation', async () => {
    const { y } = await augment(randomTranslation(0, 0.3), ramps)
    expectUniform(middles(y).map((value) => ((4 - value) / 9 + 0.3) / 0.6))
  })

  test('zoom', async () => {
    const { y } = await augment(randomZoom(0, 0.5), ramps)
    expectUniform(y.filter((_, i) => i % 9 === 6).map((value) => ((value - 4) / 2 - 0.5) / 1))
  })

  test('flip mirrors half', async () => {
    const { y } = await augment(randomFlip('horizontal'), ramps)
    const mirrored = y.filter((value, i) => i % 9 === 0 && value === 8).length
    expect(Math.abs(mirrored / n - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / n))
  })

  test('rotation', async () => {
    const side = 3
    const right = floats(
      [n, side, side, 1],
      Array.from({ length: n * side * side }, (_, i) => (i % side) - 1),
    )
    const { y } = await augment(randomRotation([0, 0.5]), right)
    // right of the middle lies the cosine of the angle
    expectUniform(
      y.filter((_, i) => i % 9 === 5).map((cosine) => Math.acos(Math.min(Math.max(cosine, -1), 1)) / Math.PI),
    )
  })

  test('each place of a crop is as likely', async () => {
    const draws = 450
    const [x, step] = [input('x', 'float32', [1, 4, 5, 1]), input('step', 'int32', [])]
    const random = { seed: scalar(0, 'int32'), step }
    const { output } = runLayers(layerGraph({ layer: definitionOf(randomCrop(2, 3)) }, x), [], x, { random })
    const graph = { inputs: [x, step], outputs: new Map([['y', output]]) }
    const session = await Session.create(emitModel(graph, { name: 'crops' }), { threads: 1 })
    const image = await nativeTensor(floats([1, 4, 5, 1], [...Array(20).keys()]))
    const counts = new Map<number, number>()
    for (let at = 0; at < draws; at++) {
      const feeds = { x: image, step: await nativeTensor({ dtype: 'int32', shape: [], data: Int32Array.of(at) }) }
      const first = (await session.run(feeds, { y: null }))['y']?.data[0] as number
      counts.set(first, (counts.get(first) ?? 0) + 1)
    }
    await session.release()
    // top left pixels of the 3 · 3 places
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12])
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - draws / 9) ** 2 / (draws / 9), 0)
    expect(chi).toBeLessThan(8 + 5 * Math.sqrt(16))
  })
})

describe('a turn is counter-clockwise, and a shift goes down and to the right', () => {
  const corner = floats([1, 2, 2, 1], [1, 2, 3, 4])

  test.each([
    ['a quarter of a turn', randomRotation([0.25, 0.25]), [2, 4, 1, 3]],
    ['half a turn', randomRotation([-0.5, -0.5]), [4, 3, 2, 1]],
    ['half the height', randomTranslation([0.5, 0.5], 0, { fillMode: 'constant' }), [0, 0, 1, 2]],
    ['half the width back', randomTranslation(0, [-0.5, -0.5], { fillMode: 'constant', fillValue: 9 }), [2, 9, 4, 9]],
    ['around the edge', randomTranslation(0, [0.5, 0.5], { fillMode: 'wrap' }), [2, 1, 4, 3]],
  ] as const)('%s', async (_, layer, expected) => {
    const { y } = await augment(layer, corner)
    for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i] as number, 5)
  })
})

const varied = sequential(modelInput([8, 8, 1]))
  .randomFlip('horizontal')
  .randomTranslation(0.2, 0.2)
  .randomRotation(0.1)
  .randomZoom(0.1)
  .randomContrast(0.3, { valueRange: [0, 1] })
  .randomBrightness(0.1, { valueRange: [0, 1] })

describe('outside training', () => {
  const images = tensor(
    Float32Array.from({ length: 192 }, (_, i) => (i % 10) / 10),
    [3, 8, 8, 1],
  )

  test('images stay as they are, in predict and evaluate', async () => {
    await using trainer = await varied.compile({ optimizer: 'sgd', loss: 'mse', threads: 1 })
    expect(numbers(await trainer.predict(images))).toEqual(numbers(images))
    expect((await trainer.evaluate(images, images)).loss).toBe(0)
    expect((await trainer.fit(images, images, { verbose: 0 })).history.loss[0]).toBeGreaterThan(0.001)
  })

  test('the exported graph has nothing of it, the training graph has', async () => {
    const classifier = (augmented: boolean) =>
      (augmented ? varied : sequential(modelInput([8, 8, 1]))).flatten().dense(2)
    const operatorsOf = async (augmented: boolean) => {
      await using trainer = await classifier(augmented).compile({ optimizer: 'sgd', loss: 'mse', threads: 1 })
      const [inference, training] = [trainer.exportInference(), trainer.exportTraining()]
      return {
        inference: (await readModel(inference.model, 'inference')).operators,
        training: (await readModel(training.model, 'training')).operators,
      }
    }
    const [plain, augmented] = [await operatorsOf(false), await operatorsOf(true)]
    expect(augmented.inference).toEqual(plain.inference)
    expect(plain.training.has('Floor')).toBe(false)
    expect(augmented.training.get('Floor')).toBeGreaterThan(0)
  })

  test('a crop takes the middle', async () => {
    const model = sequential(modelInput([2, 4, 1])).randomCrop(2, 2)
    await using trainer = await model.compile({ optimizer: 'sgd', loss: 'mse', threads: 1 })
    const y = await trainer.predict(
      tensor(
        Float32Array.from({ length: 8 }, (_, i) => i),
        [1, 2, 4, 1],
      ),
    )
    expect(numbers(y)).toEqual([1, 2, 5, 6])
  })
})

test('behind layers with weights, on images of any size, it trains as on those of a known one', async () => {
  const model = (height: number | string | null, width: number | null) =>
    sequential(modelInput([height, width, 2]))
      .conv2d(3, 3, { padding: 'same', activation: 'tanh' })
      .randomTranslation(0.2, 0.3)
      .randomRotation(0.2, { fillMode: 'constant', fillValue: 0.3 })
      .randomFlip()
      .randomContrast(0.4, { valueRange: [-1, 1] })
      .conv2d(3, 3, { padding: 'same', dataFormat: 'channelsLast' })
      .globalAveragePooling2d()
      .dense(2, { activation: 'softmax' })
  for (const open of [model(null, null), model('rows', 6)]) {
    await expectSame(open, model(5, 6), wave(4, 5, 6, 2), labels(2, 4))
  }
})

test('a run that goes on from its saved state goes on with the same images', async () => {
  const model = varied.flatten().dense(2)
  const [x, y] = [wave(6, 8, 8, 1), new Tensor(new Float32Array(12).fill(0.5), [6, 2], 'float32')]
  const compiled = () => model.compile({ optimizer: 'adam', loss: 'mse', seed: 7, threads: 1 })
  const fit = { epochs: 2, batchSize: 3, shuffle: false, verbose: 0 } as const
  await using whole = await compiled()
  await whole.fit(x, y, fit)
  const file = join(mkdtempSync(join(tmpdir(), 'tenon-augmentation-')), 'state')
  await whole.saveState(file)
  await whole.fit(x, y, fit)
  await using resumed = await compiled()
  await resumed.loadState(file)
  await resumed.fit(x, y, fit)
  expect([...resumed.weights().values()].map(numbers)).toEqual([...whole.weights().values()].map(numbers))
})

test.each<[string, () => unknown]>([
  ['randomFlip: mode must be', () => randomFlip('both' as never)],
  [
    'randomBrightness: factor must be a number in [-1, 1], or two of them, the lower first, got 1.5',
    () => randomBrightness(1.5),
  ],
  [
    'randomContrast: factor must be a number in [0, 1], or two of them, the lower first, got -0.5',
    () => randomContrast(-0.5),
  ],
  ['randomContrast: factor must be a number in [0, 1], or two of them', () => randomContrast([0.5, 0.2])],
  ['randomContrast: valueRange must be two numbers', () => randomContrast(0.5, { valueRange: [1, 0] })],
  ['randomRotation: factor must be a number in [-1, 1]', () => randomRotation([0, 0.1, 0.2] as never)],
  ['randomRotation: fillValue must be a number, got NaN', () => randomRotation(0.1, { fillValue: Number.NaN })],
  ['randomTranslation: widthFactor must be a number in [-1, 1]', () => randomTranslation(0.1, Number.NaN)],
  ['randomTranslation: widthFactor must be a number in [-1, 1]', () => randomTranslation(0.1, undefined as never)],
  ['randomZoom: heightFactor must be a number in (-1, 1]', () => randomZoom([-1, 0])],
  ['randomZoom: widthFactor must be a number in (-1, 1]', () => randomZoom(0.1, 2)],
])('%s', (sentence, make) => {
  expect(make).toThrow(RangeError)
  expect(make).toThrow(sentence)
})
