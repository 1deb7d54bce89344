import { expect, test } from 'vitest'
import { adam } from '../../src/codegen/optimizers/index.js'
import { block } from '../../src/dsl/block.js'
import { initializers } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import * as layers from '../../src/dsl/layers/index.js'
import { losses } from '../../src/dsl/losses/index.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import { l1l2, l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import * as callbacks from '../../src/runtime/callbacks/index.js'
import { loadModel } from '../../src/runtime/onnx-file.js'

/* The compiler refuses these; JavaScript hears it from the run time. */

type Factory = (...all: unknown[]) => unknown

/** What is no object of options, and how sentences say it. */
const notOptions = [
  [null, 'null'],
  [0.5, '0.5'],
  ['0.5', '"0.5"'],
  [[], '[]'],
] as const

/** What each layer takes before its options. */
const before: Readonly<Record<keyof typeof layers, readonly unknown[]>> = {
  activation: ['relu'],
  activityRegularization: [],
  alphaDropout: [0.5],
  additiveAttention: [],
  attention: [],
  averagePooling1d: [2],
  averagePooling2d: [2],
  averagePooling3d: [2],
  batchNormalization: [],
  bidirectional: [layers.lstm(3)],
  categoryEncoding: [4],
  conv1d: [4, 3],
  conv2d: [4, 3],
  conv1dTranspose: [4, 3],
  conv2dTranspose: [4, 3],
  conv3d: [4, 3],
  conv3dTranspose: [4, 3],
  cropping1d: [1],
  cropping2d: [1],
  cropping3d: [1],
  dense: [3],
  depthwiseConv1d: [3],
  depthwiseConv2d: [3],
  discretization: [4],
  dropout: [0.5],
  elu: [],
  einsumDense: ['ab,bc->ac', 3],
  embedding: [10, 3],
  flatten: [],
  gaussianDropout: [0.5],
  gaussianNoise: [0.5],
  globalAveragePooling1d: [],
  globalAveragePooling2d: [],
  globalAveragePooling3d: [],
  globalMaxPooling1d: [],
  globalMaxPooling2d: [],
  groupNormalization: [],
  groupedQueryAttention: [2, 4, 2],
  globalMaxPooling3d: [],
  gru: [3],
  layerNormalization: [],
  leakyRelu: [],
  lstm: [3],
  masking: [0],
  maxPooling1d: [2],
  maxPooling2d: [2],
  multiHeadAttention: [2, 3],
  maxPooling3d: [2],
  normalization: [],
  permute: [[1]],
  prelu: [],
  relu: [],
  randomBrightness: [0.2],
  randomContrast: [0.2],
  randomCrop: [4, 4],
  randomFlip: ['horizontal'],
  randomRotation: [0.1],
  randomTranslation: [0.1, 0.1],
  randomZoom: [0.1, 0.1],
  repeatVector: [2],
  rescaling: [2],
  reshape: [[4]],
  rmsNormalization: [],
  separableConv1d: [4, 3],
  separableConv2d: [4, 3],
  simpleRnn: [3],
  softmax: [],
  spatialDropout1d: [0.5],
  spatialDropout2d: [0.5],
  spatialDropout3d: [0.5],
  timeDistributed: [layers.dense(3)],
  unitNormalization: [],
  upSampling1d: [2],
  upSampling2d: [2],
  upSampling3d: [2],
  zeroPadding1d: [1],
  zeroPadding2d: [1],
  zeroPadding3d: [1],
}

test.each(Object.entries<Factory>(layers as never))('%s', (name, make) => {
  const first = before[name as keyof typeof layers]
  expect(() => make(...first, { nonsense: 1 })).toThrow(
    new RegExp(`^${name}: unknown option nonsense; expected one of name`),
  )
  expect(() => make(...first, { name: 'mine' })).not.toThrow()
})

/** What callbacks take before their options. */
const beforeCallback: Readonly<Record<keyof typeof callbacks, readonly unknown[]>> = {
  backupAndRestore: ['backup'],
  csvLogger: ['log.csv'],
  earlyStopping: [],
  lambdaCallback: [],
  learningRateScheduler: [() => 0.1],
  modelCheckpoint: ['model'],
  reduceLROnPlateau: [],
  tensorBoard: ['logs'],
  terminateOnNaN: [],
}

test.each(Object.entries<Factory>(callbacks as never))('%s', (name, make) => {
  const first = beforeCallback[name as keyof typeof callbacks]
  expect(() => make(...first, { nonsense: 1 })).toThrow(`${name}: unknown option nonsense; expected one of `)
  for (const [given, described] of notOptions) {
    expect(() => make(...first, given)).toThrow(`${name}: options must be an object, got ${described}`)
  }
  expect(() => make(...first, {})).not.toThrow()
})

test('compile', async () => {
  const model = sequential(input([3])).dense(1)
  await expect(model.compile({ loss: 'mse', metric: ['mae'] } as never)).rejects.toThrow(
    'compile: unknown option metric; expected one of optimizer, loss, lossWeights, metrics, seed, device, threads, flushDenormals',
  )
  await expect((model.compile as Factory)()).rejects.toThrow('compile: options must be an object, got undefined')
})

test('l1l2', () => {
  expect(() => l1l2({ l3: 1 } as never)).toThrow('l1l2: unknown option l3; expected one of l1, l2')
})

test.each<[string, () => unknown, string]>([
  [
    'a loss',
    () => losses.binaryCrossentropy({ fromLogit: true } as never),
    'binaryCrossentropy: unknown option fromLogit',
  ],
  ['huber', () => losses.huber({ delt: 1 } as never), 'huber: unknown option delt; expected one of delta'],
  ['a delta', () => losses.huber({ delta: '2' } as never), 'huber: delta must be a positive number, got "2"'],
  ['a metric', () => metrics.binaryAccuracy({ treshold: 1 } as never), 'binaryAccuracy: unknown option treshold'],
  ['a threshold', () => metrics.binaryAccuracy({ threshold: Number.NaN }), 'threshold must be a number, got NaN'],
  ['an initializer', () => initializers.randomNormal({ st: 1 } as never), 'randomNormal: unknown option st'],
  ['an initializer', () => initializers.randomUniform({ min: 1 } as never), 'randomUniform: unknown option min'],
  ['an optimizer', () => adam(0.5 as never), 'adam: options must be an object, got 0.5'],
  ['the input', () => input([3], { nam: 'x' } as never), 'input: unknown option nam; expected one of name'],
])('%s', (_, make, sentence) => {
  expect(make).toThrow(sentence)
})

test('exports and files', async () => {
  await using trainer = await sequential(input([3]))
    .dense(1)
    .compile({ loss: 'mse' })
  expect(() => trainer.exportTraining({ states: 'inputs' } as never)).toThrow(
    'exportTraining: unknown option states; expected one of state',
  )
  expect(() => trainer.exportInference({ desc: 'x' } as never)).toThrow('exportInference: unknown option desc')
  expect(() => trainer.exportInference({ description: 5 } as never)).toThrow('description must be a string, got number')
  await expect(loadModel(new Uint8Array(), { thread: 1 } as never)).rejects.toThrow('loadModel: unknown option thread')
  await expect(trainer.setWeights({} as never)).rejects.toThrow('setWeights: expected a Map of tensors by name')
})

test('a factory that is not called', async () => {
  const model = sequential(input([3])).dense(1)
  await expect(model.compile({ loss: losses.huber as never })).rejects.toThrow(
    'loss: got a function that makes one; call it, as in huber()',
  )
  for (const [loss, name] of [
    [losses.meanSquaredError, 'meanSquaredError'],
    [metrics.meanAbsoluteError, 'meanAbsoluteError'],
  ] as const) {
    await expect(model.compile({ loss: loss as never })).rejects.toThrow(
      `loss: got a function that makes one; call it, as in ${name}()`,
    )
  }
  for (const [metric, name] of [
    [metrics.truePositives, 'truePositives'],
    [metrics.mse, 'mse'],
    [metrics.meanIoU, 'meanIoU'],
    [losses.meanSquaredError, 'meanSquaredError'],
  ] as const) {
    await expect(model.compile({ loss: 'mse', metrics: [metric as never] })).rejects.toThrow(
      `metric: got a function that makes one; call it, as in ${name}()`,
    )
  }
  await expect(model.compile({ loss: 'mse', optimizer: adam as never })).rejects.toThrow(
    'optimizer: got a function that makes one; call it, as in adam()',
  )
  expect(() => layers.dense(1, { kernelRegularizer: l2 as never })).toThrow(
    'regularizer: got a function that makes one; call it, as in l2()',
  )
})

test('values of another kind', async () => {
  const model = sequential(input([3])).dense(1)
  await expect(model.compile({ loss: metrics.mae() as never, optimizer: 'adam' })).resolves.toBeDefined()
  await expect(model.compile({ loss: { name: 'x', call: () => {}, target: 'zzz' } as never })).rejects.toThrow(
    'unknown loss { name, call, target }; expected one of',
  )
  await expect(model.compile({ loss: 'mse', optimizer: { update() {} } as never })).rejects.toThrow(
    'unknown optimizer { update }; expected one of',
  )
  await expect(model.compile({ loss: 'mse', metrics: [metrics.sparseCategoricalAccuracy() as never] })).rejects.toThrow(
    "sparseCategoricalAccuracy: the metric needs class indices, but the loss takes targets of the output's shape",
  )
})

test('a list of dims, without the batch', () => {
  expect(() => (input as Factory)(4)).toThrow('input: expected a list of dims, such as [28, 28, 1], got 4')
  expect(() => (input as Factory)(['batch', 3])).toThrow(
    "input: the batch is added by itself; give the dims of one sample, without 'batch'",
  )
})

test('what is no layer, where one is expected', () => {
  const model = sequential(input([3])) as unknown as { pipe(layer: unknown): unknown }
  expect(() => model.pipe(layers.dense)).toThrow('pipe: expected a layer, such as dense(3), got a function; call it')
  expect(() => model.pipe(undefined)).toThrow('pipe: expected a layer, such as dense(3), got undefined')
  expect(() => (block as Factory)(layers.dense(3), 3)).toThrow('block: expected a layer, such as dense(3), got 3')
  expect(() => (block as Factory)(null)).toThrow('block: expected a layer, such as dense(3), got null')
})
