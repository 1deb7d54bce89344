import { describe, expect, test } from 'vitest'
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  ftrl,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  scheduleFreeAdamw,
  sgd,
} from '../../src/codegen/optimizers/index.js'
import { activations } from '../../src/dsl/activations.js'
import { type CompileOptions, compile } from '../../src/dsl/compile.js'
import { model as network } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import * as layers from '../../src/dsl/layers/index.js'
import { losses } from '../../src/dsl/losses/index.js'
import type { LossLike } from '../../src/dsl/losses/resolve.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import type { Model } from '../../src/dsl/model.js'
import { add, concatenate, multiply, notEqual, slice, sum } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { tensor } from '../../src/runtime/tensor.js'

const model = sequential(input([3])).dense(2)

/** Options as JavaScript could give them. */
const compiled = (options: unknown, of: Model = model) => compile(of, options as CompileOptions<LossLike>)

describe('compile', () => {
  test.each([
    [
      'optimizer',
      { optimizer: 'adma', loss: 'mse' },
      'unknown optimizer "adma"; expected one of adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, lion, muon, nadam, rmsprop, scheduleFreeAdamw, sgd; did you mean \'adam\'?',
    ],
    [
      'optimizer of another kind',
      { optimizer: {}, loss: 'mse' },
      'unknown optimizer {}; expected one of adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, lion, muon, nadam, rmsprop, scheduleFreeAdamw, sgd',
    ],
    ['loss', { loss: 'msr' }, `unknown loss "msr"; did you mean 'mse'?`],
    [
      'a loss in the wrong case',
      { loss: 'meansquarederror' },
      `unknown loss "meansquarederror"; did you mean 'meanSquaredError'?`,
    ],
    ['a loss of two letters that changed places', { loss: 'hnige' }, `unknown loss "hnige"; did you mean 'hinge'?`],
    [
      'a loss like no other',
      { loss: 'squareful' },
      `unknown loss "squareful"; expected one of ${Object.keys(losses).join(', ')}`,
    ],
    ['no loss', {}, `unknown loss undefined; expected one of ${Object.keys(losses).join(', ')}`],
    ['metric', { loss: 'mse', metrics: ['acuracy'] }, `unknown metric "acuracy"; did you mean 'accuracy'?`],
    [
      'metrics that are no list',
      { loss: 'mse', metrics: 'accuracy' },
      'compile: metrics must be a list, such as [\'accuracy\'], got "accuracy"',
    ],
    [
      'weighted metrics that are no list',
      { loss: 'mse', weightedMetrics: 'accuracy' },
      'compile: weightedMetrics must be a list, such as [\'accuracy\'], got "accuracy"',
    ],
    [
      'a weighted metric',
      { loss: 'mse', weightedMetrics: ['acuracy'] },
      `unknown metric "acuracy"; did you mean 'accuracy'?`,
    ],
    [
      'a weighted metric of another kind of target',
      { loss: 'mse', weightedMetrics: ['sparseCategoricalAccuracy'] },
      "sparseCategoricalAccuracy: the metric needs class indices, but the loss takes targets of the output's shape; use 'accuracy'",
    ],
    [
      'a metric for class indices where there are none',
      { loss: 'mse', metrics: ['sparseCategoricalAccuracy'] },
      "sparseCategoricalAccuracy: the metric needs class indices, but the loss takes targets of the output's shape; use 'accuracy'",
    ],
    [
      'a metric for outputs where there are class indices',
      { loss: 'sparseCategoricalCrossentropy', metrics: ['mae'] },
      "mae: the metric needs targets of the output's shape, but the loss takes class indices; use a loss such as categoricalCrossentropy",
    ],
    [
      'a metric that cannot do without options, by name',
      { loss: 'mse', metrics: ['meanIoU'] },
      'metric meanIoU cannot do without options; give metrics.meanIoU({ … }) in place of its name',
    ],
    [
      'a metric whose options say what it takes',
      { loss: 'mse', metrics: [metrics.meanIoU({ numClasses: 2, sparseYPred: false })] },
      "meanIoU: the metric needs class indices, but the loss takes targets of the output's shape; use sparseYTrue: false",
    ],
    [
      'a metric of class indices, where the output is a softmax',
      { loss: 'sparseCategoricalCrossentropy', metrics: [metrics.meanIoU({ numClasses: 3, name: 'overlap' })] },
      "meanIoU: the metric needs targets of the output's shape, but the loss takes class indices; use sparseYTrue: true, sparseYPred: false",
    ],
    [
      'a metric of one-hot targets, where there are class indices',
      { loss: 'sparseCategoricalCrossentropy', metrics: [metrics.oneHotIoU({ numClasses: 3, targetClassIds: [1] })] },
      "oneHotIoU: the metric needs targets of the output's shape, but the loss takes class indices; use iou with sparseYPred: false",
    ],
    [
      'a crossentropy of rows as a metric, where there are class indices',
      { loss: 'sparseCategoricalCrossentropy', metrics: ['categoricalCrossentropy'] },
      "categoricalCrossentropy: the metric needs targets of the output's shape, but the loss takes class indices; use sparseCategoricalCrossentropy",
    ],
    [
      'a crossentropy of class indices as a metric, where there are rows',
      { loss: 'categoricalCrossentropy', metrics: ['sparseCategoricalCrossentropy'] },
      "sparseCategoricalCrossentropy: the metric needs class indices, but the loss takes targets of the output's shape; use categoricalCrossentropy",
    ],
    [
      'a metric of the best few outputs',
      { loss: 'sparseCategoricalCrossentropy', metrics: [metrics.topKCategoricalAccuracy({ name: 'top' })] },
      "topKCategoricalAccuracy: the metric needs targets of the output's shape, but the loss takes class indices; use sparseTopKCategoricalAccuracy",
    ],
    [
      'a metric without sums',
      { loss: 'mse', metrics: [{ name: 'own', sums: () => [], result: () => 1 }] },
      'metric own: sums must give a list of sums, got []',
    ],
    [
      'a metric whose result is no figure',
      { loss: 'mse', metrics: [{ ...metrics.auc({ name: 'own' }), result: () => '1' as never }] },
      'metric own: result must give a number, or a list of numbers, got "1"',
    ],
    [
      'a layer as a loss',
      { loss: layers.dense(3) },
      'loss: expected a name, or a function of target and output, got a layer',
    ],
    [
      'a model as a metric',
      { loss: 'mse', metrics: [model] },
      'metric: expected a name, or a function of target and output, got a layer',
    ],
    [
      'a loss that gives no tensor',
      { loss: () => 3 },
      'loss loss: its result: expected a tensor of a model, such as input([28, 28, 1]), got 3',
    ],
    [
      'a metric that gives no tensor',
      { loss: 'mse', metrics: [function share() {}] },
      'metric share: its result: expected a tensor of a model, such as input([28, 28, 1]), got undefined',
    ],
    [
      'a loss that breaks',
      {
        loss: function ratio() {
          throw new TypeError('cannot divide')
        },
      },
      'loss ratio: cannot divide',
    ],
  ])('%s', async (_, options, sentence) => {
    await expect(compiled(options)).rejects.toThrow(new TypeError(sentence))
  })

  test('an empty model', async () => {
    const empty = sequential(input([3]))
    await expect(compiled({ loss: 'mse' }, empty)).rejects.toThrow(
      new TypeError('compile: the model has no layers; add one, such as .dense(10)'),
    )
  })

  test('a loss that needs classes, of an output without a known number of them', async () => {
    const scores = sequential(input([null])).activation('softmax')
    await expect(compiled({ loss: 'sparseCategoricalCrossentropy' }, scores)).rejects.toThrow(
      new TypeError(
        'compile: sparseCategoricalCrossentropy needs an output [batch, …, classes] with a known number of classes, got [batch, ?]',
      ),
    )
  })

  test.each([
    ['categoricalCrossentropy', 2],
    ['sparseCategoricalCrossentropy', 0],
    ['cosineSimilarity', -3],
  ] as const)('%s along axis %i, which is the batch or none', async (name, axis) => {
    const rows = sequential(input([3])).dense(3)
    await expect(compiled({ loss: losses[name]({ axis }) }, rows)).rejects.toThrow(
      `${name}: axis ${axis} is not an axis of [batch, 3] beside the batch; count from 1, or back from -1`,
    )
  })

  test('label smoothing over an unknown number of classes', async () => {
    const scores = sequential(input([null])).activation('softmax')
    const loss = losses.categoricalCrossentropy({ labelSmoothing: 0.1 })
    await expect(compiled({ loss }, scores)).rejects.toThrow(
      new TypeError('categoricalCrossentropy: labelSmoothing needs a known number of classes, got [batch, ?]'),
    )
  })
})

describe('options of optimizers', () => {
  const common =
    'learningRate, weightDecay, excludeFromWeightDecay, clipnorm, globalClipnorm, clipvalue, useEma, emaMomentum, emaOverwriteFrequency, gradientAccumulationSteps'
  const adams = `${common}, beta1, beta2, epsilon, amsgrad`
  type Make = (options: never) => unknown
  test.each([
    [adam, { learningRate: -1 }, 'adam: learningRate must be a number of 0 or more, or a schedule, got -1'],
    [adam, { learningRate: '0.1' }, 'adam: learningRate must be a number of 0 or more, or a schedule, got "0.1"'],
    [adam, { learningRate: true }, 'adam: learningRate must be a number of 0 or more, or a schedule, got true'],
    [adam, { beta1: 1 }, 'adam: beta1 must be a number in [0, 1), got 1'],
    [adam, { epsilon: 0 }, 'adam: epsilon must be a positive number, got 0'],
    [adam, { amsgrad: 1 }, 'adam: amsgrad must be true or false, got 1'],
    [adam, { amsgrd: true }, `adam: unknown option amsgrd; expected one of ${adams}; did you mean 'amsgrad'?`],
    [adam, { beta_1: 0.9 }, `adam: unknown option beta_1; expected one of ${adams}; did you mean 'beta1'?`],
    [adamw, { weightDecay: Number.NaN }, 'adamw: weightDecay must be a number of 0 or more, got NaN'],
    [sgd, { momentum: 1 }, 'sgd: momentum must be a number in [0, 1), got 1'],
    [sgd, { nesterov: 0.5 }, 'sgd: nesterov must be true or false, got 0.5'],
    [sgd, { lr: 0.1 }, `sgd: unknown option lr; expected one of ${common}, momentum, nesterov`],
    [sgd, { toString: 1 }, `sgd: unknown option toString; expected one of ${common}, momentum, nesterov`],
    [sgd, { clipnorm: 0 }, 'sgd: clipnorm must be a positive number, got 0'],
    [sgd, { clipnorm: 1, clipvalue: 1 }, 'sgd: clipnorm and clipvalue exclude each other; give one of them'],
    [rmsprop, { rho: 1.5 }, 'rmsprop: rho must be a number in [0, 1), got 1.5'],
    [adam, { useEma: 1 }, 'adam: useEma must be true or false, got 1'],
    [adam, { emaMomentum: 1.1 }, 'adam: emaMomentum must be a number in [0, 1], got 1.1'],
    [adam, { emaOverwriteFrequency: 0 }, 'adam: emaOverwriteFrequency must be a positive integer, or null, got 0'],
    [
      adam,
      { gradientAccumulationSteps: 1 },
      'adam: gradientAccumulationSteps must be an integer of 2 or more, or null, got 1',
    ],
    [adam, { excludeFromWeightDecay: 'bias' }, 'adam: excludeFromWeightDecay must be a list of strings, got "bias"'],
    [
      adam,
      { excludeFromWeightDecay: ['bias', '('] },
      'adam: "(" is no regular expression (Unterminated group); put a \\ before what stands for itself',
    ],
    [adam, { learningRate: {} }, 'adam: learningRate must be a number of 0 or more, or a schedule, got {}'],
    [
      adagrad,
      { initialAccumulatorValue: -1 },
      'adagrad: initialAccumulatorValue must be a number of 0 or more, got -1',
    ],
    [adadelta, { rho: 1 }, 'adadelta: rho must be a number in [0, 1), got 1'],
    [adamax, { beta2: 1 }, 'adamax: beta2 must be a number in [0, 1), got 1'],
    [nadam, { epsilon: 0 }, 'nadam: epsilon must be a positive number, got 0'],
    [lion, { beta1: 0 }, 'lion: beta1 must be a number in (0, 1], got 0'],
    [ftrl, { learningRatePower: 0.5 }, 'ftrl: learningRatePower must be a number of 0 or less, got 0.5'],
    [lamb, { beta1: -0.1 }, 'lamb: beta1 must be a number in [0, 1), got -0.1'],
    [adafactor, { clipThreshold: 0 }, 'adafactor: clipThreshold must be a positive number, got 0'],
    [muon, { nsSteps: 0 }, 'muon: nsSteps must be a positive integer, got 0'],
    [muon, { rmsRate: 0 }, 'muon: rmsRate must be a positive number, or null, got 0'],
    [scheduleFreeAdamw, { beta1: 0 }, 'scheduleFreeAdamw: beta1 must be a number in (0, 1), got 0'],
    [rmsprop, { centered: 'yes' }, 'rmsprop: centered must be true or false, got "yes"'],
  ] as readonly (readonly [Make, object, string])[])('%o %o', (make, options, sentence) => {
    const kind = /unknown option|regular expression/.test(sentence) ? TypeError : RangeError
    expect(() => make(options as never)).toThrow(new kind(sentence))
  })

  test('those that are undefined are as if left out', () => {
    expect(adam({ learningRate: undefined, amsgrad: undefined } as never).learningRate).toBe(0.001)
  })
})

describe('names in layers, where the layer is made', () => {
  const initializers =
    'glorotUniform, glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, varianceScaling, zeros, ones, constant, identity'
  const initializer = (name: string) =>
    `unknown initializer "${name}"; expected one of ${initializers}, randomNormal, randomUniform, truncatedNormal, orthogonal, stft`
  const named = Object.keys(activations).filter((name) => name !== 'threshold')
  const activation = `unknown activation "rleu"; expected one of ${named.join(', ')}; did you mean 'relu'?`
  const regularizer = 'unknown regularizer "l3"; expected one of l1, l2, l1l2, orthogonalRegularizer'
  type Make = (options: never) => unknown
  const dense: Make = (options) => layers.dense(2, options)
  const conv2d: Make = (options) => layers.conv2d(2, 3, options)
  test.each([
    [dense, { activation: 'rleu' }, activation],
    [conv2d, { activation: 'rleu' }, activation],
    [() => layers.activation('rleu' as 'relu'), {}, activation],
    [dense, { kernelInitializer: 'glorot' }, initializer('glorot')],
    [conv2d, { biasInitializer: 'none' }, initializer('none')],
    [layers.batchNormalization, { gammaInitializer: 'one' }, `${initializer('one')}; did you mean 'ones'?`],
    [dense, { kernelRegularizer: 'l3' }, regularizer],
    [conv2d, { biasRegularizer: 'l3' }, regularizer],
    [dense, { activityRegularizer: 'l3' }, regularizer],
    [layers.batchNormalization, { betaRegularizer: 'l3' }, regularizer],
  ] as readonly (readonly [Make, object, string])[])('%o %o', (make, options, sentence) => {
    expect(() => make(options as never)).toThrow(new TypeError(sentence))
  })
})

test('a loss for tensors of other shapes is named', async () => {
  const share = (target: SymbolicTensor, output: SymbolicTensor) =>
    multiply(slice(target, [null, [0, 1]]), concatenate([output, output], { axis: 1 }))
  const wrong = (target: SymbolicTensor, output: SymbolicTensor) =>
    add(target, concatenate([output, output], { axis: 1 }) as never)
  await expect(compiled({ loss: 'mse', metrics: [share] })).resolves.toBeDefined()
  await expect(compiled({ loss: wrong })).rejects.toThrow(/^loss wrong: add: .*\[batch, 2\].*\[batch, 4\]/)
  await expect(compiled({ loss: 'mse', metrics: [wrong] })).rejects.toThrow(/^metric wrong: add: /)
})

test('an output is not found on the prototype of the losses', async () => {
  const x = input([3])
  const outputs = { toString: layers.dense(1)(x), y: layers.dense(1)(x) }
  await using trainer = await compiled({ loss: { y: 'mse' } }, network({ inputs: x, outputs }) as never)
  expect(
    Object.keys(
      await trainer.evaluate(tensor(new Float32Array(3), [1, 3]), { y: tensor(new Float32Array(1), [1, 1]) }),
    ),
  ).toEqual(['loss'])
})

test('a loss of whole numbers is float32', async () => {
  const wrong = (target: SymbolicTensor, output: SymbolicTensor) => sum(notEqual(target, output as never), { axis: 1 })
  await using trainer = await compiled({ loss: wrong })
  expect(await trainer.evaluate(tensor(new Float32Array(3), [1, 3]), tensor(Float32Array.of(0, 1), [1, 2]))).toEqual({
    loss: 1,
  })
})
