import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { createRandom } from '../../src/runtime/random.js'
import { Tensor, tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import { numbers } from '../support/evaluate.js'

const random = createRandom(1, 'weights')
const drawn = (...shape: number[]) =>
  tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random), shape)
const filled = (value: number, ...shape: number[]) =>
  tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), shape)

const [x, y, weights] = [drawn(10, 4), tensor(Int32Array.from({ length: 10 }, (_, i) => i % 3)), drawn(10)]
const classifier = () =>
  sequential(input([4]))
    .dense(3)
    .compile({
      optimizer: 'adam',
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
      weightedMetrics: ['accuracy'],
      threads: 1,
    }) as Promise<Trainer>
const tagger = () =>
  sequential(input(['time', 2]))
    .dense(3)
    .compile({ loss: 'mse', weightedMetrics: ['mae'], threads: 1 }) as Promise<Trainer>

let trainer: Trainer
let steps: Trainer

beforeAll(async () => {
  ;[trainer, steps] = await Promise.all([classifier(), tagger()])
})

afterAll(() => Promise.all([trainer.release(), steps.release()]))

const outputsOf = (graph: { readonly outputs: readonly { readonly name: string }[] }) =>
  graph.outputs.map(({ name }) => name).filter((name) => !name.endsWith(':next'))

describe('wrong weights are errors before anything runs', () => {
  const holey = (value: number) => tensor(Float32Array.of(1, 1, 1, value, 1, 1, 1, 1, 1, 1))
  it.each([
    [{ sampleWeight: [1, 2, 3] }, 'x has 10 rows, but sampleWeight has 3; give as many rows to both'],
    [{ sampleWeight: null }, 'sampleWeight must be a tensor'],
    [{ sampleWeight: holey(Number.NaN) }, 'sampleWeight holds NaN in row 3; expected finite numbers of float32'],
    [{ sampleWeight: holey(Number.POSITIVE_INFINITY) }, 'sampleWeight holds Infinity in row 3'],
    [{ sampleWeight: filled(1, 9) }, 'x has 10 rows, but sampleWeight has 9; give as many rows to both'],
    [{ sampleWeight: filled(1, 10, 2) }, 'sampleWeight has samples of shape [2], expected [], one weight a row'],
    [{ sampleWeight: tensor(Float32Array.of(1), []) }, 'sampleWeight has no rows: its shape is []'],
  ])('%j', async (options, sentence) => {
    await expect(trainer.fit(x, y, { verbose: 0, ...options } as never)).rejects.toThrow(`fit: ${sentence}`)
    await expect(trainer.evaluate(x, y, options as never)).rejects.toThrow(`evaluate: ${sentence}`)
    const validationData = [x, y, options.sampleWeight]
    await expect(trainer.fit(x, y, { verbose: 0, validationData } as never)).rejects.toThrow(
      `fit: validationData: ${sentence}`,
    )
  })

  it.each([
    [null, 'fit: classWeight must be an object of weights by class, such as { 0: 1, 1: 5 }'],
    [new Map([[0, 2]]), 'fit: classWeight must be an object of weights by class'],
    [[1, 2, 3], 'fit: classWeight must be an object of weights by class'],
    [{ 3: 1 }, 'fit: classWeight has a weight for "3"; expected classes from 0 to 2'],
    [{ '-1': 1 }, 'fit: classWeight has a weight for "-1"; expected classes from 0 to 2'],
    [{ cat: 1 }, 'fit: classWeight has a weight for "cat"; expected classes from 0 to 2'],
    [{ '01': 1 }, 'fit: classWeight has a weight for "01"; expected classes from 0 to 2'],
    [{ 1: Number.NaN }, 'fit: classWeight of class 1 must be a finite number, got NaN'],
    [{ 1: '2' }, 'fit: classWeight of class 1 must be a finite number, got "2"'],
  ])('classWeight %j', async (classWeight, sentence) => {
    await expect(trainer.fit(x, y, { verbose: 0, classWeight: classWeight as never })).rejects.toThrow(sentence)
  })

  it('of both kinds at once', async () => {
    const both = { sampleWeight: weights, classWeight: { 0: 2 }, verbose: 0 } as const
    await expect(trainer.fit(x, y, both)).rejects.toThrow('fit: give classWeight or sampleWeight, not both')
  })

  it('of classes where a row has many', async () => {
    await expect(steps.fit(drawn(4, 5, 2), drawn(4, 5, 3), { classWeight: { 0: 2 }, verbose: 0 })).rejects.toThrow(
      "fit: classWeight needs one class a row, but the model's output is [batch, time, 3]; give sampleWeight",
    )
  })

  it('of a single target, whose classes are integers of any sign', async () => {
    await using single = (await sequential(input([4]))
      .dense(1)
      .compile({ loss: 'mse', threads: 1 })) as Trainer
    const targets = tensor(Float32Array.of(-1, 1, -1, 1, 1, 1, -1, 1, 1, 1), [10, 1])
    const fitBy = (classWeight: object) => single.fit(x, targets, { classWeight: classWeight as never, verbose: 0 })
    await fitBy({ '-1': 2, 1: 0.5 })
    await expect(fitBy({ 0.5: 2 })).rejects.toThrow('fit: classWeight has a weight for "0.5"; expected integers')
  })
})

describe('weights in fit and evaluate', () => {
  const options = { epochs: 2, batchSize: 4, shuffle: true, verbose: 0 } as const

  it('of 1 change nothing, in any dtype and with a last axis of 1', async () => {
    const runs = [undefined, filled(1, 10), filled(1, 10, 1), tensor(new BigInt64Array(10).fill(1n))]
    const losses = await Promise.all(
      runs.map(async (sampleWeight) => {
        await using own = await classifier()
        const { history } = await own.fit(x, y, { ...options, ...(sampleWeight && { sampleWeight }) })
        expect(history['weighted_accuracy']).toEqual(history['accuracy'])
        return history.loss
      }),
    )
    for (const loss of losses) loss.forEach((value, i) => void expect(value).toBeCloseTo(losses[0]?.[i] as number, 6))
  })

  it('follow their rows when they are shuffled: rows of weight 0 do not matter', async () => {
    const kept = tensor(Float32Array.of(1, 0, 2, 0, 3, 1, 1, 0, 1, 2))
    const spoilt = new Tensor((x.data as Float32Array).slice(), [10, 4], 'float32')
    for (const row of [1, 3, 7]) spoilt.data.fill(7 as never, row * 4, row * 4 + 4)
    const [first, second] = await Promise.all(
      [x, spoilt].map(async (samples) => {
        await using own = await classifier()
        await own.fit(samples, y, { ...options, sampleWeight: kept })
        return [...own.weights().values()].flatMap(numbers)
      }),
    )
    expect(second).toEqual(first)
  })

  it('are split with their rows, and weigh validation data', async () => {
    const frozen = { ...options, epochs: 1, batchSize: 3, callbacks: [] }
    trainer.learningRate = 0
    const part = (t: Tensor, start: number, end?: number) => t.slice(start, end) as Tensor
    const { history } = await trainer.fit(x, y, { ...frozen, sampleWeight: weights, validationSplit: 0.4 })
    const [seen, held] = await Promise.all([
      trainer.evaluate(part(x, 0, 6), part(y, 0, 6), { sampleWeight: part(weights, 0, 6) }),
      trainer.evaluate(part(x, 6), part(y, 6), { sampleWeight: part(weights, 6) }),
    ])
    expect(history.loss[0]).toBeCloseTo(seen.loss, 5)
    expect(history['weighted_accuracy']?.[0]).toBeCloseTo(seen['weighted_accuracy'] as number, 6)
    expect(history['val_loss']?.[0]).toBeCloseTo(held.loss, 5)
    expect(history['val_weighted_accuracy']?.[0]).toBeCloseTo(held['weighted_accuracy'] as number, 6)

    const validationData = [x, y, weights] as const
    const other = await trainer.fit(x, y, { ...frozen, validationData })
    const weighted = await trainer.evaluate(x, y, { sampleWeight: weights })
    const plain = await trainer.evaluate(x, y)
    expect(other.history['val_loss']?.[0]).toBeCloseTo(weighted.loss, 5)
    expect(other.history.loss[0]).toBeCloseTo(plain.loss, 5)
    expect(weighted.loss).not.toBeCloseTo(plain.loss, 2)

    const byClass = await trainer.fit(x, y, { ...frozen, classWeight: { 0: 9 }, validationData: [x, y] })
    expect(byClass.history['val_loss']?.[0]).toBeCloseTo(plain.loss, 5)
    expect(byClass.history.loss[0]).not.toBeCloseTo(plain.loss, 2)
  })

  it('of rows are repeated for each position', async () => {
    const [series, targets, byRow] = [drawn(3, 4, 2), drawn(3, 4, 3), drawn(3, 1)]
    const repeated = tensor(
      Float32Array.from({ length: 12 }, (_, i) => Number(byRow.data[Math.floor(i / 4)])),
      [3, 4],
    )
    const wanted = await steps.evaluate(series, targets, { sampleWeight: repeated, batchSize: 2 })
    expect(await steps.evaluate(series, targets, { sampleWeight: byRow, batchSize: 2 })).toEqual(wanted)
    const deep = new Tensor(byRow.data, [3, 1, 1], 'float32')
    expect(await steps.evaluate(series, targets, { sampleWeight: deep, batchSize: 2 })).toEqual(wanted)
    await expect(steps.evaluate(series, targets, { sampleWeight: filled(1, 3) })).rejects.toThrow(
      'evaluate: sampleWeight has samples of shape [], expected [4], one weight for each loss, or [1], one a row',
    )
  })

  it('that add up to 0 give a metric of 0', async () => {
    const zero = await trainer.evaluate(x, y, { sampleWeight: filled(0, 10), batchSize: 3 })
    expect([zero.loss, zero['weighted_accuracy']]).toEqual([0, 0])
  })
})

describe('graphs', () => {
  it('without weights and masks have no weight of a metric', () => {
    const figures = ['loss', 'accuracy', 'weighted_accuracy']
    for (const graph of [trainer.exportTraining(), trainer.exportEvaluation()]) {
      expect(outputsOf(graph)).toEqual(figures)
      expect(graph.inputs.map(({ name }) => name)).not.toContain('sample_weight')
    }
  })

  it('with weights have the input, and a weight of each metric that they weigh', () => {
    for (const graph of [
      trainer.exportTraining({ sampleWeight: true }),
      trainer.exportEvaluation({ sampleWeight: true }),
    ]) {
      expect(outputsOf(graph)).toEqual(['loss', 'accuracy', 'weighted_accuracy', 'weighted_accuracy:weight'])
      expect(graph.inputs[2]).toEqual({ name: 'sample_weight', dtype: 'float32', shape: ['batch'] })
    }
    expect(steps.exportTraining({ sampleWeight: true }).inputs[2]?.shape).toEqual(['batch', 'time'])
  })

  it('give in any runtime what evaluate gives', async () => {
    const graph = trainer.exportEvaluation({ sampleWeight: true })
    await using loaded = await loadModel(graph.model, { threads: 1 })
    const results = await loaded.run({ input: x, target: y, sample_weight: weights })
    const wanted = await trainer.evaluate(x, y, { sampleWeight: weights })
    for (const [name, value] of Object.entries(wanted)) {
      expect(numbers(results[name] as Tensor)[0]).toBeCloseTo(value, 5)
    }
    const sum = numbers(weights).reduce((a, b) => a + b)
    expect(numbers(results['weighted_accuracy:weight'] as Tensor)[0]).toBeCloseTo(sum, 5)
  })

  it('refuse weights where only a switch is', () => {
    const switched = { sampleWeight: weights } as never
    const sentence = 'sampleWeight must be true or false, as the weights themselves are an input'
    expect(() => trainer.exportTraining(switched)).toThrow(`exportTraining: ${sentence}`)
    expect(() => trainer.exportEvaluation(switched)).toThrow(`exportEvaluation: ${sentence}`)
    expect(() => trainer.exportEvaluation({ weights: true } as never)).toThrow(
      'exportEvaluation: unknown option weights; expected one of sampleWeight',
    )
  })
})
