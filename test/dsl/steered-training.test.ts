import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDigits } from '../../examples/support/digits-data.js'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import {
  adam,
  multiOptimizer,
  muon,
  nadam,
  type Optimizer,
  type OptimizerOptions,
  sgd,
} from '../../src/codegen/optimizers/index.js'
import { cosineDecay, piecewiseConstantDecay } from '../../src/codegen/schedules/index.js'
import { compile, type OptimizerLike, type OptimizerName } from '../../src/dsl/compile.js'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import { decodeGraph } from '../support/decode-graph.js'
import { offeredNames } from '../support/offered-names.js'

const { x, y } = loadDigits()
const [images, labels] = [x.slice(0, 320), y.slice(0, 320)]

const model = sequential(input([8, 8, 1]))
  .flatten()
  .dense(24, { activation: 'relu' })
  .dropout(0.2)
  .dense(10, { activation: 'softmax' })

/** ftrl forgets the first weights, and behind equal units in the midst of a model it would learn nothing. */
const linear = sequential(input([8, 8, 1]))
  .flatten()
  .dense(10, { activation: 'softmax' })

const trainerWith = (optimizer: OptimizerLike, trained: typeof model | typeof linear = model): Promise<Trainer> =>
  trained.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', threads: 1, seed: 3 })

const names = (await offeredNames(() =>
  compile(model, { optimizer: '?' as 'sgd', loss: 'mse' }),
)) as readonly OptimizerName[]

describe('every optimizer learns the digits', () => {
  test.each(names)('%s', async (name) => {
    const { multiOptimizer: _, ...makers } = optimizers
    const make = makers[name] as (options: OptimizerOptions) => Optimizer
    const learningRate = { adadelta: 3, adafactor: 0.05, adagrad: 0.1, ftrl: 0.1, sgd: 0.1 }[name as string] ?? 0.01
    await using trainer = await trainerWith(make({ learningRate }), name === 'ftrl' ? linear : model)
    const { loss: before } = await trainer.evaluate(images, labels)
    await trainer.fit(images, labels, { epochs: 3, verbose: 0 })
    const { loss: after } = await trainer.evaluate(images, labels)
    expect(after).toBeLessThan(0.8 * before)
  })
})

describe('a schedule', () => {
  const learningRate = piecewiseConstantDecay({ boundaries: [3, 9], values: [0.5, 0.25, 0.125] })

  test('is told, and goes on with the steps', async () => {
    await using trainer = await trainerWith(sgd({ learningRate }))
    const rates: number[] = []
    const note = {
      onTrainBatchEnd: (_: number, __: object, run: { learningRate: number }) => void rates.push(run.learningRate),
    }
    await trainer.fit(images.slice(0, 160), labels.slice(0, 160), { epochs: 3, verbose: 0, callbacks: [note] })
    expect(rates).toEqual([0.5, 0.5, 0.5, ...Array(6).fill(0.25), ...Array(6).fill(0.125)])
    expect(trainer.learningRate).toBe(0.125)
  })

  test('cannot be overwritten', async () => {
    await using trainer = await trainerWith(sgd({ learningRate }))
    const sentence =
      'learningRate: the schedule piecewiseConstantDecay computes it, so it cannot be set; give the optimizer a number'
    expect(() => {
      trainer.learningRate = 0.1
    }).toThrow(new TypeError(sentence))
    const set = {
      onEpochBegin: (_: number, run: { learningRate: number }) => {
        run.learningRate = 0.1
      },
    }
    await expect(trainer.fit(images, labels, { verbose: 0, callbacks: [set] })).rejects.toThrow(new TypeError(sentence))
  })

  test('is in the training graph, which has no learning rate to be fed', async () => {
    await using scheduled = await trainerWith(
      adam({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 9 }) }),
    )
    const graph = decodeGraph(scheduled.exportTraining())
    expect(graph.inputs).not.toContain('learning_rate')
    expect(graph.nodes.map(({ type }) => type)).toContain('Cos')
    expect(graph.nodes.filter(({ domain }) => domain !== '')).toEqual([])
    await using plain = await trainerWith('adam')
    expect(decodeGraph(plain.exportTraining()).inputs).toContain('learning_rate')
  })
})

describe('training goes on, bit for bit, from a state', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenon-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const ema = { useEma: true, emaMomentum: 0.9, emaOverwriteFrequency: 4 }
  test.each<[string, () => OptimizerLike]>([
    [
      'adam',
      () =>
        adam({
          learningRate: cosineDecay({ initialLearningRate: 0.01, decaySteps: 50 }),
          gradientAccumulationSteps: 3,
          ...ema,
        }),
    ],
    ['nadam', () => nadam({ learningRate: 0.01, ...ema })],
    ['muon', () => muon({ excludeLayers: ['dense_1'] })],
    [
      'several',
      () =>
        multiOptimizer({
          defaultOptimizer: nadam({ gradientAccumulationSteps: 2 }),
          optimizerMap: { dense_1: nadam({ ...ema, learningRate: 0.01 }) },
        }),
    ],
  ])('%s', async (name, make) => {
    const path = join(folder, `${name}.safetensors`)
    const train = (trainer: Trainer, callbacks: object[] = []) =>
      trainer.fit(images, labels, { epochs: 2, verbose: 0, callbacks })
    await using whole = await trainerWith(make())
    // in the midst of a run, whose averages and gathered gradients are not at rest
    const save = { onEpochEnd: (epoch: number) => (epoch === 0 ? whole.saveState(path) : undefined) }
    await train(whole, [save])
    await using resumed = await trainerWith(make())
    await resumed.loadState(path)
    await resumed.fit(images, labels, { epochs: 2, initialEpoch: 1, verbose: 0 })
    expect(resumed.weights()).toEqual(whole.weights())
    await Promise.all([train(whole), train(resumed)])
    expect(resumed.weights()).toEqual(whole.weights())
    // nothing is left to do, so nothing changes
    await resumed.loadState(path)
    const before = resumed.weights()
    await resumed.fit(images, labels, { epochs: 1, initialEpoch: 1, verbose: 0 })
    expect(resumed.weights()).toEqual(before)
  })

  test('between a schedule and a number each keeps its own', async () => {
    const path = join(folder, 'rates.safetensors')
    await using scheduled = await trainerWith(
      sgd({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 20 }) }),
    )
    await scheduled.fit(images, labels, { verbose: 0 })
    await scheduled.saveState(path)
    await using plain = await trainerWith(sgd({ learningRate: 0.25 }))
    await plain.loadState(path)
    expect(plain.learningRate).toBe(0.25)
    plain.learningRate = 0.5
    await plain.saveState(path)
    const rate = scheduled.learningRate
    await scheduled.loadState(path)
    expect(scheduled.learningRate).toBe(rate)
    expect(rate).toBeCloseTo(0.05, 6)
  })
})

describe('several optimizers', () => {
  const several = (optimizerMap: Readonly<Record<string, Optimizer>>) =>
    multiOptimizer({ defaultOptimizer: sgd(), optimizerMap })

  test('leave what their rate is 0 for as it is, by layer, by weight or by pattern', async () => {
    const still = sgd({ learningRate: 0 })
    for (const key of ['dense', 'dense/kernel', '(dense)/.*', 'dense/k.*']) {
      await using trainer = await trainerWith(several({ [key]: still }))
      const before = trainer.weights()
      await trainer.fit(images, labels, { verbose: 0 })
      const kept = [...trainer.weights()].filter(([name, { data }]) => `${data}` === `${before.get(name)?.data}`)
      expect(
        kept.map(([name]) => name),
        key,
      ).toEqual(key.includes('k') ? ['dense/kernel'] : ['dense/kernel', 'dense/bias'])
    }
  })

  test('have no rate in common', async () => {
    await using trainer = await trainerWith(several({ dense: adam() }))
    expect(() => trainer.learningRate).toThrow(
      new TypeError(
        'learningRate: each optimizer of a multiOptimizer has its own, and there is none of all; look at the optimizers that you gave it',
      ),
    )
    expect(() => {
      trainer.learningRate = 1
    }).toThrow('so it cannot be set; give the optimizers schedules')
  })

  test('what does not fit', async () => {
    expect(() => several({ dense: 'adam' as never })).toThrow(
      new TypeError('multiOptimizer: dense must be an optimizer, such as adam(), got "adam"'),
    )
    expect(() => multiOptimizer({ defaultOptimizer: sgd() } as never)).toThrow(
      'multiOptimizer: optimizerMap must be an object of optimizers by layer, got undefined',
    )
    expect(() => multiOptimizer({ default: sgd() } as never)).toThrow(
      'multiOptimizer: unknown option default; expected one of defaultOptimizer, optimizerMap',
    )
    await expect(trainerWith(several({ denes: sgd() }))).rejects.toThrow(
      new TypeError('multiOptimizer: no weight is named by "denes"; the layers with weights are dense, dense_1'),
    )
    await expect(trainerWith(several({ 'de.*': sgd(), 'dense.*': adam() }))).rejects.toThrow(
      new TypeError('multiOptimizer: dense/kernel is named by "de.*" and "dense.*"; let one key name it'),
    )
    const open = '"body(" is no regular expression (Unterminated group); put a \\ before what stands for itself'
    expect(() => several({ 'body(': sgd() })).toThrow(new TypeError(`multiOptimizer: ${open}`))
    expect(() => muon({ excludeLayers: ['body('] })).toThrow(new TypeError(`muon: ${open}`))
  })

  test('a name goes before a pattern, the nearest first; patterns match whole names', async () => {
    const still = sgd({ learningRate: 0 })
    const keptBy = async (optimizerMap: Readonly<Record<string, Optimizer>>) => {
      await using trainer = await trainerWith(several(optimizerMap))
      const before = trainer.weights()
      await trainer.fit(images, labels, { verbose: 0 })
      return [...trainer.weights()]
        .filter(([name, { data }]) => `${data}` === `${before.get(name)?.data}`)
        .map(([name]) => name)
    }
    expect(await keptBy({ 'dense.*': still, dense: sgd() })).toEqual(['dense_1/kernel', 'dense_1/bias'])
    expect(await keptBy({ dense: still, 'dense/bias': sgd() })).toEqual(['dense/kernel'])
    expect(await keptBy({ '(?!.*bias).*': still })).toEqual(['dense/kernel', 'dense_1/kernel'])
  })
})

test('weights that do not decay: by their own names as in Keras, or by layer and name', async () => {
  const ratesOf = async (excludeFromWeightDecay: readonly string[]) => {
    const optimizer = sgd({ weightDecay: 0.5, learningRate: 0.1, excludeFromWeightDecay })
    const model = sequential(input([3]))
      .dense(2, { name: 'bias_free' })
      .layerNormalization({ name: 'last' })
    await using trainer = await model.compile({ loss: 'mse', optimizer })
    const before = new Map(
      [...trainer.weights()].map(([name, one]) => [name, { ...one, data: one.data.map(() => 1 as never) as never }]),
    )
    await trainer.setWeights(before)
    // equal features are normalized to 0, to which beta adds the target: nothing has a gradient
    await trainer.fit(
      new Tensor(new Float32Array(3), [1, 3], 'float32'),
      new Tensor(Float32Array.of(1, 1), [1, 2], 'float32'),
      { verbose: 0 },
    )
    return [...trainer.weights()]
      .filter(([, { data }]) => Math.abs((data[0] as number) - 1) < 1e-6)
      .map(([name]) => name)
  }
  expect(await ratesOf([])).toEqual([])
  expect(await ratesOf(['bias'])).toEqual(['bias_free/bias'])
  expect(await ratesOf(['^k', 'gam+a'])).toEqual(['bias_free/kernel', 'last/gamma'])
  expect(await ratesOf(['last/'])).toEqual(['last/gamma', 'last/beta'])
})

test('a weight that does not decay moves by its gradient alone', async () => {
  const decayed = async (options: object) => {
    await using trainer = await trainerWith(sgd({ weightDecay: 0.5, learningRate: 0.1, ...options }))
    const before = trainer.weights()
    await trainer.setWeights(
      new Map([...before].map(([name, one]) => [name, { ...one, data: one.data.map(() => 1 as never) as never }])),
    )
    await trainer.fit(images, labels, { verbose: 0, batchSize: 320 })
    return trainer.weights().get('dense/bias')?.data[0] as number
  }
  expect((await decayed({ excludeFromWeightDecay: ['bias'] })) - (await decayed({}))).toBeCloseTo(0.05, 3)
})
