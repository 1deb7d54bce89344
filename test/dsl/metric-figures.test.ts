import { describe, expect, test } from 'vitest'
import { model as network } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense } from '../../src/dsl/layers/index.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import type { Metric } from '../../src/dsl/metrics/metric.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'

const rows = 10
const x = new Tensor(
  Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i)),
  [rows, 3],
  'float32',
)
const bits = new Tensor(
  Float32Array.from({ length: rows }, (_, i) => i % 2),
  [rows, 1],
  'float32',
)
const labels = new Tensor(
  Int32Array.from({ length: rows }, (_, i) => i % 3),
  [rows],
  'int32',
)
const binary = sequential(input([3])).dense(1, { activation: 'sigmoid' })
const classes = sequential(input([3])).dense(3, { activation: 'softmax' })

test('fit, its history and callbacks have the figures of evaluate, whatever the batches', async () => {
  const names = ['precision', 'recall', 'auc', 'r2Score', 'rootMeanSquaredError'] as const
  await using trainer = await binary.compile({ loss: 'binaryCrossentropy', optimizer: 'sgd', metrics: names, seed: 4 })
  trainer.learningRate = 0
  const seen: string[][] = []
  const { history } = await trainer.fit(x, bits, {
    batchSize: 3,
    epochs: 2,
    validationData: [x, bits],
    callbacks: [{ onTrainBatchEnd: (_, logs) => void seen.push(Object.keys(logs)) }],
    verbose: 0,
  })
  const whole = await trainer.evaluate(x, bits, { batchSize: rows })
  expect(seen.at(-1)).toEqual(['loss', ...names])
  for (const name of names) {
    for (const figure of [...(history[name] ?? []), ...(history[`val_${name}`] ?? [])]) {
      expect([name, figure]).toEqual([name, expect.closeTo(whole[name] as number, 6)])
    }
    expect(history[name]).toHaveLength(2)
  }
})

test('a list of figures has names with their places, also of an output by name, weighted', async () => {
  await using trainer = await classes.compile({
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['f1Score', metrics.precision({ thresholds: [0.2, 0.4], name: 'p' })],
    weightedMetrics: ['f1Score'],
  })
  expect(Object.keys(await trainer.evaluate(x, labels))).toEqual([
    'loss',
    ...['f1Score_0', 'f1Score_1', 'f1Score_2', 'p_0', 'p_1'],
    ...['weighted_f1Score_0', 'weighted_f1Score_1', 'weighted_f1Score_2'],
  ])

  const from = input([3])
  const outputs = { kind: dense(3, { activation: 'softmax' })(from), size: dense(1)(from) }
  await using several = await network({ inputs: from, outputs }).compile({
    loss: { kind: 'sparseCategoricalCrossentropy', size: 'mse' },
    metrics: { kind: [metrics.recall({ classId: 1 })], size: ['r2Score'] },
  })
  const figures = await several.evaluate(x, { kind: labels, size: bits })
  expect(Object.keys(figures)).toEqual(['loss', 'kind_loss', 'kind_recall', 'size_loss', 'size_r2Score'])
})

test('graphs have the sums of a batch, for other runtimes to add up', async () => {
  await using trainer = await binary.compile({ loss: 'mse', metrics: ['auc', 'mae'] })
  const bins = 201
  for (const { outputs } of [trainer.exportTraining(), trainer.exportEvaluation()]) {
    expect(outputs.filter(({ name }) => !name.endsWith(':next'))).toEqual([
      { name: 'loss', dtype: 'float32', shape: [] },
      { name: 'auc:sums', dtype: 'float32', shape: [2 * bins] },
      { name: 'mae', dtype: 'float32', shape: [] },
    ])
  }
})

describe('figures whose names meet are an error when the model is compiled', () => {
  test.each([
    [
      'two of one name',
      [metrics.precision(), metrics.precision({ thresholds: 0.9 })],
      'compile: a metric and another are both named "precision"; choose another name',
    ],
    [
      'one of a list and another',
      ['f1Score', metrics.auc({ name: 'f1Score_1' })],
      'compile: a metric and another are both named "f1Score_1"; choose another name',
    ],
    [
      'a name of sums',
      [metrics.auc({ name: 'a:sums' })],
      "compile: a metric is named \"a:sums\"; names in ':sums' are those of metrics' sums: choose another name",
    ],
  ] as const)('%s', async (_, list, message) => {
    await expect(classes.compile({ loss: 'sparseCategoricalCrossentropy', metrics: list })).rejects.toThrow(
      new TypeError(message),
    )
  })
})

test('a diverged model gives figures, not an error of the runtime', async () => {
  await using trainer = await binary.compile({ loss: 'mse', metrics: ['auc', 'precision', 'topKCategoricalAccuracy'] })
  const nan = new Map(
    [...trainer.weights()].map(([name, { shape, dtype, data }]) => [
      name,
      { shape, dtype, data: new Float32Array(data.length).fill(3e38) },
    ]),
  )
  await trainer.setWeights(nan)
  const figures = await trainer.evaluate(x, bits)
  expect(figures['auc']).toBeGreaterThanOrEqual(0)
  expect(figures['precision']).toBeGreaterThanOrEqual(0)
})

test('an F-score of one output asks for a threshold', async () => {
  await expect(binary.compile({ loss: 'mse', metrics: ['f1Score'] })).rejects.toThrow(
    new TypeError('f1Score: the largest of one output is always the same; give a threshold, such as 0.5'),
  )
  await using trainer = await binary.compile({ loss: 'mse', metrics: [metrics.f1Score({ threshold: 0.5 })] })
  expect(Object.keys(await trainer.evaluate(x, bits))).toEqual(['loss', 'f1Score'])
})

test('every metric is the same of series of any length', async () => {
  const series = new Tensor(
    Float32Array.from({ length: rows * 4 * 3 }, (_, i) => Math.abs(Math.sin(i))),
    [rows, 4, 3],
    'float32',
  )
  const options: Readonly<Record<string, object>> = {
    sensitivityAtSpecificity: { specificity: 0.5 },
    specificityAtSensitivity: { sensitivity: 0.5 },
    precisionAtRecall: { recall: 0.5 },
    recallAtPrecision: { precision: 0.5 },
    iou: { numClasses: 3, targetClassIds: [1, 2], sparseYPred: false },
    meanIoU: { numClasses: 3, sparseYPred: false },
    oneHotIoU: { numClasses: 3, targetClassIds: [1, 2] },
    oneHotMeanIoU: { numClasses: 3 },
    precision: { topK: 2, thresholds: [0.1, 0.9] },
    auc: { multiLabel: true },
    topKCategoricalAccuracy: { k: 2 },
    sparseTopKCategoricalAccuracy: { k: 2 },
  }
  const all = Object.entries(metrics).map(([name, make]) => (make as (options: object) => Metric)(options[name] ?? {}))
  const kinds = {
    classIndices: [
      'sparseCategoricalCrossentropy',
      new Tensor(
        Int32Array.from({ length: rows * 4 }, (_, i) => i % 3),
        [rows, 4],
        'int32',
      ),
    ],
    sameShape: [
      'mse',
      new Tensor(
        Float32Array.from({ length: rows * 12 }, (_, i) => Number(i % 3 === 1)),
        [rows, 4, 3],
        'float32',
      ),
    ],
  } as const
  for (const [kind, [loss, y]] of Object.entries(kinds)) {
    const own = all.filter(({ target }) => target === undefined || target === kind)
    const figures = await Promise.all(
      [4, null].map(async (time) => {
        const model = sequential(input([time, 3]))
          .masking()
          .activation('softmax')
        await using trainer = await model.compile({ loss, metrics: own, weightedMetrics: own })
        const sampleWeight = new Tensor(
          Float32Array.from({ length: rows * 4 }, (_, i) => i % 5),
          [rows, 4],
          'float32',
        )
        return trainer.evaluate(series, y as never, { batchSize: 4, sampleWeight } as never)
      }),
    )
    expect(Object.keys(figures[0] ?? {}).length).toBeGreaterThan(2 * own.length)
    expect(figures[1]).toEqual(figures[0])
  }
})

test('an R² of targets that do not vary, or of no weight, is 0', async () => {
  const same = new Tensor(new Float32Array(rows * 3).fill(2), [rows, 3], 'float32')
  const none = new Tensor(new Float32Array(rows), [rows], 'float32')
  for (const classAggregation of ['uniformAverage', 'varianceWeightedAverage'] as const) {
    const score = metrics.r2Score({ classAggregation })
    await using trainer = await sequential(input([3]))
      .activation('linear')
      .compile({ loss: 'mse', metrics: [score], weightedMetrics: [score] })
    const exact = await trainer.evaluate(same, same, { sampleWeight: none })
    expect(exact).toMatchObject({ r2Score: 0, weighted_r2Score: 0 })
    expect(await trainer.evaluate(x, same)).toMatchObject({ r2Score: 0 })
    expect((await trainer.evaluate(x, x, { sampleWeight: none }))['weighted_r2Score']).toBe(0)
  }
})
