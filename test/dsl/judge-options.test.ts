import { describe, expect, test } from 'vitest'
import { input as value } from '../../src/codegen/ir/value.js'
import { input } from '../../src/dsl/input.js'
import { type LossName, losses } from '../../src/dsl/losses/index.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { tensor } from '../../src/runtime/tensor.js'

type Factory = (options: object) => unknown

describe('options that losses and metrics do not have', () => {
  test.each(Object.entries(losses) as [LossName, Factory][])('loss %s', (_, make) => {
    expect(() => make({ nonsense: 1 })).toThrow(/: unknown option nonsense; expected one of .*\breduction$/)
    expect(() => make('sum' as never)).toThrow(/: options must be an object, got "sum"$/)
    expect(() => make({ reduction: 'none' })).toThrow(
      /: reduction must be 'sumOverBatchSize', 'mean', 'sum' or 'meanWithSampleWeight', got "none"$/,
    )
  })

  test.each(Object.entries(metrics) as [string, Factory][])('metric %s', (_, make) => {
    expect(() => make({ nonsense: 1 })).toThrow(/: unknown option nonsense; expected one of .*\bname$/)
    expect(() => make(null as never)).toThrow(/: options must be an object, got null$/)
    expect(() => make({ reduction: 'sum' })).toThrow(/: unknown option reduction/)
  })
})

const shaped = (classes: number) =>
  [value('target', 'float32', ['batch', classes]), value('output', 'float32', ['batch', classes])] as const

test.each<[() => unknown, string]>([
  [
    () => losses.binaryFocalCrossentropy({ alpha: 2 }),
    'binaryFocalCrossentropy: alpha must be a number in [0, 1], got 2',
  ],
  [
    () => losses.categoricalFocalCrossentropy({ gamma: -1 }),
    'categoricalFocalCrossentropy: gamma must be a number of 0 or more, got -1',
  ],
  [
    () => losses.categoricalFocalCrossentropy({ alpha: [0.1, 0.2] }).call(...shaped(3)),
    'categoricalFocalCrossentropy: alpha must be a number, or 3, one for each class, got 2',
  ],
  [
    () => losses.categoricalGeneralizedCrossEntropy({ q: 1 }),
    'categoricalGeneralizedCrossEntropy: q must be a number between 0 and 1, got 1',
  ],
  [
    () => losses.sparseCategoricalCrossentropy({ ignoreClass: 0.5 }),
    'sparseCategoricalCrossentropy: ignoreClass must be an integer, got 0.5',
  ],
  [() => losses.tversky({ beta: -0.1 }), 'tversky: beta must be a number of 0 or more, got -0.1'],
  [() => losses.circle({ margin: 1.5 }), 'circle: margin must be a number in [0, 1], got 1.5'],
  [() => losses.tripletHard({ margin: Number.NaN }), 'tripletHard: margin must be a number of 0 or more, got NaN'],
  [
    () => losses.tripletSemiHard({ distanceMetric: 'l2' as never }),
    `tripletSemiHard: distanceMetric must be 'L2', 'squaredL2' or 'angular', got "l2"`,
  ],
  [() => metrics.topKCategoricalAccuracy({ k: 0 }), 'topKCategoricalAccuracy: k must be a positive integer, got 0'],
  [
    () => metrics.precision({ thresholds: [0.5, 2] }),
    'precision: thresholds must be a number in [0, 1], or a list of such, got [0.5, 2]',
  ],
  [
    () => metrics.recall({ thresholds: [] }),
    'recall: thresholds must be a number in [0, 1], or a list of such, got []',
  ],
  [() => metrics.precision({ topK: 1.5 }), 'precision: topK must be a positive integer, got 1.5'],
  [() => metrics.recall({ classId: -1 }), 'recall: classId must be an integer of 0 or more, got -1'],
  [() => metrics.auc({ numThresholds: 1 }), 'auc: numThresholds must be an integer of 2 or more, got 1'],
  [() => metrics.auc({ curve: 'roc' as never }), `auc: curve must be 'ROC', 'PR' or 'PRGAIN', got "roc"`],
  [() => metrics.auc({ labelWeights: [1] }), 'auc: labelWeights must be 3 numbers, one for each output, got 1'],
  [
    () => metrics.sensitivityAtSpecificity({ specificity: 1.2 }),
    'sensitivityAtSpecificity: specificity must be a number in [0, 1], got 1.2',
  ],
  [() => metrics.precisionAtRecall({} as never), 'precisionAtRecall: recall must be a number in [0, 1], got undefined'],
  [
    () => metrics.f1Score({ average: 'all' as never }),
    `f1Score: average must be 'micro', 'macro' or 'weighted', or null, got "all"`,
  ],
  [() => metrics.fBetaScore({ beta: 0 }), 'fBetaScore: beta must be a positive number, got 0'],
  [() => metrics.f1Score({ threshold: 0 }), 'f1Score: threshold must be a number in (0, 1], or null, got 0'],
  [
    () => metrics.r2Score({ classAggregation: 'mean' as never }),
    `r2Score: classAggregation must be 'uniformAverage' or 'varianceWeightedAverage', or null, got "mean"`,
  ],
  [() => metrics.r2Score({ numRegressors: -1 }), 'r2Score: numRegressors must be an integer of 0 or more, got -1'],
  [() => metrics.meanIoU({ numClasses: 1 }), 'meanIoU: numClasses must be an integer of 2 or more, got 1'],
  [
    () => metrics.iou({ numClasses: 3, targetClassIds: [3] }),
    'iou: targetClassIds must be a list of classes from 0 to 2, got [3]',
  ],
  [
    () => losses.binaryCrossentropy({ fromLogits: 'no' as never }),
    'binaryCrossentropy: fromLogits must be true or false, got "no"',
  ],
  [() => losses.dice({ axis: 'x' as never }), 'dice: axis must be an integer, or a list of such, got "x"'],
  [() => losses.circle({ removeDiagonal: 0 as never }), 'circle: removeDiagonal must be true or false, got 0'],
  [
    () => losses.categoricalFocalCrossentropy({ alpha: [1, -1] }),
    'categoricalFocalCrossentropy: alpha must be a number of 0 or more, or a list of such, got [1, -1]',
  ],
  [() => losses.huber({ delta: '1' as never }), 'huber: delta must be a positive number, got "1"'],
  [() => metrics.auc({ multiLabel: 'yes' as never }), 'auc: multiLabel must be true or false, got "yes"'],
  [
    () => metrics.auc({ labelWeights: [1, Number.NaN] }),
    'auc: labelWeights must be a list of numbers of 0 or more, got [1, NaN]',
  ],
  [() => metrics.auc({ name: 3 as never }), 'auc: name must be a string, got 3'],
  [
    () => metrics.meanIoU({ numClasses: 3, sparseYPred: 1 as never }),
    'meanIoU: sparseYPred must be true or false, got 1',
  ],
  [() => metrics.meanIoU({} as never), 'meanIoU: numClasses must be an integer of 2 or more, got undefined'],
  [() => metrics.binaryAccuracy({ threshold: Number.NaN }), 'binaryAccuracy: threshold must be a number, got NaN'],
  [
    () => metrics.binaryCrossentropy({ fromLogits: 'no' as never }),
    'binaryCrossentropy: fromLogits must be true or false, got "no"',
  ],
  [
    () => metrics.binaryIoU({ threshold: Number.POSITIVE_INFINITY }),
    'binaryIoU: threshold must be a number, got Infinity',
  ],
])('options out of range: %s', (make, sentence) => {
  const made = () => {
    const one = make() as ReturnType<typeof metrics.auc>
    if (one.sums) one.sums(...shaped(3), undefined)
  }
  expect(made).toThrow(new RangeError(sentence))
})

test('classes that outputs do not have', () => {
  const { sums } = metrics.precision({ classId: 3 })
  expect(() => sums(...shaped(3), undefined)).toThrow(
    'precision: classId 3 is not among the classes of an output [batch, 3]',
  )
})

test('one-hot targets that go with no class indices', () => {
  expect(() => metrics.meanIoU({ numClasses: 3, sparseYTrue: false })).toThrow(
    new TypeError("meanIoU: one-hot targets have the output's shape: set sparseYPred to false as well"),
  )
})

describe('labels', () => {
  const x = tensor([[1], [2], [3]])

  test('of pairs are any integers', async () => {
    await using trainer = await sequential(input([1]))
      .dense(2)
      .compile({ loss: 'tripletHard' })
    expect((await trainer.evaluate(x, tensor([-5, 900, -5]))).loss).toBeGreaterThan(0)
    await expect(trainer.evaluate(x, tensor([0.5, 1, 2]))).rejects.toThrow('y holds label 0.5 in row 0')
  })

  test('that are ignored may be none of the classes', async () => {
    const loss = losses.sparseCategoricalCrossentropy({ ignoreClass: 255 })
    const model = sequential(input([1])).dense(2, { activation: 'softmax' })
    await using trainer = await model.compile({ loss })
    const some = await trainer.evaluate(x, tensor([0, 255, 1]))
    const others = await trainer.evaluate(tensor([[1], [3]]), tensor([0, 1]))
    expect(some.loss).toBeCloseTo(others.loss, 6)
    await expect(trainer.evaluate(x, tensor([0, 2, 1]))).rejects.toThrow(
      'evaluate: y holds label 2 in row 1; expected integers from 0 to 1, or 255',
    )
  })

  test('of pairs need an embedding a row', async () => {
    await expect(
      sequential(input([2, 1]))
        .dense(2)
        .compile({ loss: 'circle' }),
    ).rejects.toThrow('circle: expected an output [batch, features], an embedding a row, got [batch, 2, 2]')
  })
})

test('options may be undefined', () => {
  const { name } = metrics.auc({ curve: undefined, thresholds: undefined, name: undefined })
  expect(name).toBe('auc')
  expect(losses.dice({ axis: undefined, reduction: undefined }).reduction).toBe('sumOverBatchSize')
})

test('a loss as a metric is a mean', async () => {
  const model = sequential(input([2])).activation('linear')
  await using trainer = await model.compile({ loss: 'mse', metrics: [losses.huber({ reduction: 'mean' })] })
  expect(trainer).toBeDefined()
  await expect(model.compile({ loss: 'mse', metrics: [losses.huber({ reduction: 'sum' })] })).rejects.toThrow(
    new TypeError("metric huber: a loss is averaged where it is a metric; leave out its reduction 'sum'"),
  )
})

test('a loss that sums over the batch has no samples to weigh', async () => {
  const x = tensor([
    [1, 2, 3],
    [1, 2, 3],
  ])
  await using trainer = await sequential(input([3]))
    .activation('linear')
    .compile({ loss: losses.dice({ axis: 0 }) })
  expect((await trainer.evaluate(x, x)).loss).toBeLessThan(1)
  await expect(trainer.evaluate(x, x, { sampleWeight: tensor([1, 2]) })).rejects.toThrow(
    'loss dice: expected a value for each of [batch], which the mask or the sample weights weigh, got [3]',
  )
})

test('a reduction is of a whole batch', async () => {
  const model = sequential(input([2])).activation('linear')
  const [output, target] = [
    tensor([
      [1, 2],
      [3, 5],
    ]),
    tensor([
      [0, 0],
      [0, 0],
    ]),
  ]
  const lossOf = async (reduction: 'sum' | 'mean') => {
    await using trainer = await model.compile({ loss: losses.meanSquaredError({ reduction }) })
    return (await trainer.evaluate(output, target)).loss
  }
  expect(await lossOf('mean')).toBeCloseTo((2.5 + 17) / 2, 5)
  expect(await lossOf('sum')).toBeCloseTo(2.5 + 17, 5)
})
