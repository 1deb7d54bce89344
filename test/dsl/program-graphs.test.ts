import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { abs, reduceMean, sub } from '../../src/codegen/ops/index.js'
import { adam, adamw, rmsprop, sgd } from '../../src/codegen/optimizers/index.js'
import { type ActivationName, activations } from '../../src/dsl/activations.js'
import { input } from '../../src/dsl/input.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram, type Objective } from '../../src/dsl/program.js'
import { l1l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import type { Program } from '../../src/runtime/program.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { countOf, type DecodedGraph, decodeGraph } from '../support/decode-graph.js'
import { imageClassifier } from '../support/image-classifier.js'

/** Every operator that Tenon emits: of ONNX's default domain at opset 17. */
const standard = new Set([
  ...['Abs', 'Add', 'And', 'Cast', 'Div', 'Equal', 'Erf', 'Exp', 'Floor', 'Greater', 'GreaterOrEqual', 'Less'],
  ...['LessOrEqual', 'Log', 'Max', 'Min', 'Mul', 'Neg', 'Not', 'Or', 'Pow', 'Relu', 'Sigmoid', 'Sign', 'Softplus'],
  ...['Sqrt', 'Sub', 'Tanh', 'Where', 'Identity', 'LogSoftmax', 'Softmax', 'MatMul', 'Conv', 'ConvTranspose', 'CumSum'],
  ...[
    'AveragePool',
    'BatchNormalization',
    'HardSigmoid',
    'MaxPool',
    'MaxUnpool',
    'ArgMax',
    'ReduceMax',
    'ReduceMean',
    'ReduceSum',
    'Concat',
    'Expand',
    'Flatten',
  ],
  ...[
    'OneHot',
    'Split',
    'Pad',
    'Range',
    'Reshape',
    'ScatterElements',
    'Shape',
    'Size',
    'Slice',
    'TopK',
    'Transpose',
    'Unsqueeze',
  ],
])

const rgb = sequential(input([9, 8, 3], { name: 'photo' }))
  .conv2d(4, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l1l2({ l1: 0.1, l2: 0.1 }) })
  .batchNormalization()
  .maxPooling2d(2)
  .conv2d(6, 2, { strides: 2, activation: 'gelu', name: 'second', activityRegularizer: 'l2' })
  .averagePooling2d(2, { padding: 'same', strides: 1 })
  .rescaling(2, { offset: 1 })
  .activation('elu')
  .dropout(0.2)
  .conv2d(5, 1)
  .batchNormalization()
  .globalAveragePooling2d()
  .dense(3, { activation: 'softmax', name: 'kind' })

const classes: Objective = { optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] }
const weightsOf = ({ state }: Program, seed = 0) =>
  new Map(
    state
      .filter(({ role }) => role === 'weight')
      .map(({ name, dtype, shape, initial }): [string, TensorData] => [name, { dtype, shape, data: initial(seed) }]),
  )

const kinds = ['inference', 'prediction', 'evaluation', 'step'] as const
const graphsOf = (model: Model, objective: Objective = classes) => {
  const program = makeProgram(model, objective)
  const made = { ...program, inference: () => program.inference(weightsOf(program)) }
  return Object.fromEntries(kinds.map((kind) => [kind, decodeGraph(made[kind]())])) as Record<
    (typeof kinds)[number],
    DecodedGraph
  >
}

const graphs = graphsOf(rgb)
const program = makeProgram(rgb, classes)
const weights = [...weightsOf(program).keys()]
const layers = rgb.layers.map(({ name }) => name)

describe.each(kinds)('the %s graph of a channels-last CNN', (kind) => {
  const graph = graphs[kind]

  test('is of the default domain alone, opset 17, IR 8', () => {
    expect([graph.irVersion, graph.opsets]).toEqual([8, [['', 17]]])
    expect(graph.nodes.filter(({ domain, type }) => domain !== '' || !standard.has(type))).toEqual([])
  })

  test('names nodes after the layers', () => {
    const scopes =
      kind === 'step' ? [...layers, ...layers.map((name) => `gradient/${name}`), 'gradient/loss', 'adam'] : layers
    // running averages of several layers move as one
    const allowed = [...scopes, 'loss', 'accuracy', 'moving_averages']
    const others = graph.nodes.filter(({ name }) => !allowed.some((scope) => name.startsWith(`${scope}/`)))
    expect(others.map(({ name }) => name)).toEqual([])
    expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length)
  })

  test('gives each tensor one name', () => {
    const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''))
    const all = [...made, ...graph.inputs, ...graph.initializers]
    expect(all.length).toBe(new Set(all).size)
  })
})

describe("inputs and outputs have the user's names", () => {
  const slots = ['sum', 'squares']
  const trainable = weights.filter((name) => !name.includes('moving'))
  const slotNames = trainable.flatMap((name) => slots.map((slot) => `adam/${slot}/${name}`))

  test('of input, last layer, weights, metrics', () => {
    expect(weights.slice(0, 4)).toEqual([
      'conv2d/kernel',
      'conv2d/bias',
      'batch_normalization/gamma',
      'batch_normalization/beta',
    ])
    expect([graphs.inference.inputs, graphs.inference.outputs]).toEqual([['photo'], ['kind']])
    expect([graphs.prediction.inputs, graphs.prediction.outputs]).toEqual([['photo', ...weights], ['kind']])
    expect(graphs.evaluation.inputs).toEqual(['photo', 'target', ...weights])
    expect(graphs.evaluation.outputs).toEqual(['loss', 'accuracy'])
  })

  test('in the training step also of the optimizer, with a next value of all that changes', () => {
    const { inputs, outputs } = graphs.step
    const changed = [...weights, ...slotNames, 'iterations']
    expect(inputs.slice(0, 5)).toEqual(['photo', 'target', 'learning_rate', 'seed', 'iterations'])
    expect(inputs.slice(5).sort()).toEqual([...weights, ...slotNames].sort())
    expect([...outputs].sort()).toEqual(['loss', 'accuracy', ...changed.map((name) => `${name}:next`)].sort())
  })

  test('the graph agrees with what is said of it', () => {
    for (const kind of ['prediction', 'evaluation', 'step'] as const) {
      const { inputs, outputs } = program[kind]()
      expect(inputs.map(({ name }) => name)).toEqual(graphs[kind].inputs)
      expect(outputs.map(({ name }) => name)).toEqual(graphs[kind].outputs)
    }
  })
})

test('graphs for other runtimes have the state as defaults of its inputs', () => {
  const state = new Map(
    program.state.map(({ name, dtype, shape, initial }): [string, TensorData] => [
      name,
      { dtype, shape, data: initial(0) },
    ]),
  )
  const held = ({ initializers }: DecodedGraph) => initializers.filter((name) => !name.startsWith('constant')).sort()
  const training = decodeGraph(program.step({ state }))
  expect(training.inputs).toEqual(graphs.step.inputs)
  expect(held(training)).toEqual([...state.keys()].sort())
  expect(held(graphs.step)).toEqual([])
  expect(held(decodeGraph(program.evaluation({ state })))).toEqual([...weights].sort())
})

describe('transposes', () => {
  test('inference has one on the way in, and none between layers', () => {
    expect(graphs.inference.nodes.filter(({ type }) => type === 'Transpose').map(({ name }) => name)).toEqual([
      'conv2d/Transpose',
    ])
  })

  test('with one channel the way in is a reshape; flatten puts the channels last', () => {
    const { inference } = graphsOf(imageClassifier([8, 8, 1]))
    expect(inference.nodes[0]?.name).toBe('conv2d/Reshape')
    expect(inference.nodes.filter(({ type }) => type === 'Transpose').map(({ name }) => name)).toEqual([
      'flatten/Transpose',
    ])
  })

  test('an image as output is put in order at the end', () => {
    const image = sequential(input([8, 8, 3]))
      .conv2d(4, 3, { padding: 'same', activation: 'relu' })
      .batchNormalization()
      .conv2d(2, 1, { activation: 'sigmoid' })
    const { inference } = graphsOf(image, { ...classes, loss: 'binaryCrossentropy' })
    const transposes = inference.nodes.filter(({ type }) => type === 'Transpose')
    expect(transposes.map(({ name }) => name)).toEqual(['conv2d/Transpose', 'conv2d_1/Transpose'])
  })

  test('channels first needs none', () => {
    const first = { dataFormat: 'channelsFirst' } as const
    const model = sequential(input([3, 8, 8]))
      .conv2d(4, 3, first)
      .batchNormalization({ axis: 1 })
      .maxPooling2d(2, first)
      .globalAveragePooling2d(first)
      .dense(2, { activation: 'softmax' })
    expect(countOf(graphsOf(model).inference, 'Transpose')).toBe(0)
  })
})

describe('the inference graph', () => {
  test('holds the weights, under their names', () => {
    const held = graphs.inference.initializers.filter((name) => !name.startsWith('constant'))
    // a kernel that is held in another order of axes says so behind a colon
    expect(held.map((name) => name.replace(/:\d+$/, '')).sort()).toEqual([...weights].sort())
  })

  test('has the same bytes for the same model and seed, others for another seed', () => {
    const bytes = (seed: number) => {
      const again = makeProgram(rgb, classes)
      return Buffer.from(again.inference(weightsOf(again, seed)).model)
    }
    expect(bytes(1).equals(bytes(1))).toBe(true)
    expect(bytes(1).equals(bytes(2))).toBe(false)
  })
})

test('a metric that is the loss is computed once', () => {
  const { evaluation } = graphsOf(sequential(input([3])).dense(2), { optimizer: sgd(), loss: 'mse', metrics: ['mse'] })
  expect(evaluation.outputs).toEqual(['loss', 'mse'])
  expect(evaluation.nodes.at(-1)?.name).toBe('loss/Identity')
})

describe('sample weights and masks', () => {
  const objective: Objective = { ...classes, weightedMetrics: ['accuracy', 'sparseCategoricalAccuracy'] }
  const program = makeProgram(
    sequential(input(['time', 2]))
      .masking()
      .dense(3),
    objective,
  )
  const figures = ['loss', ...program.metrics.flatMap(({ name }) => [name, `${name}:weight`])]

  test.each([false, true])('are standard operators under names of their own; weights: %s', (sampleWeight) => {
    for (const kind of ['step', 'evaluation'] as const) {
      const graph = decodeGraph(program[kind]({ sampleWeight }))
      expect(graph.nodes.filter(({ domain, type }) => domain !== '' || !standard.has(type))).toEqual([])
      expect(graph.inputs.includes('sample_weight')).toBe(sampleWeight)
      expect(graph.outputs.filter((name) => !name.endsWith(':next'))).toEqual(figures)
      const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''))
      const all = [...made, ...graph.inputs, ...graph.initializers]
      expect(all.length).toBe(new Set(all).size)
    }
  })

  test('leave the other graphs as they are', () => {
    const plain = makeProgram(rgb, classes)
    const listed = makeProgram(rgb, { ...classes, metrics: [], weightedMetrics: ['accuracy'] })
    for (const kind of ['step', 'evaluation'] as const) {
      const bytes = Buffer.from(plain[kind]({ sampleWeight: false }).model)
      expect(bytes.equals(Buffer.from(plain[kind]().model))).toBe(true)
      expect(bytes.equals(Buffer.from(listed[kind]().model))).toBe(true)
    }
    expect(decodeGraph(program.prediction()).inputs).toEqual(['input', 'dense/kernel', 'dense/bias'])
  })

  test('cannot weigh one value for a whole row by steps', () => {
    const loss: Loss<'sameShape'> = {
      name: 'rowwise',
      target: 'sameShape',
      call: (target, output) => reduceMean(abs(sub(output, target)), { axes: [-1, -2] }),
    }
    const masked = sequential(input(['time', 2]))
      .masking()
      .dense(3)
    const sentence =
      'loss rowwise: expected a value for each of [batch, time], which the mask or the sample weights weigh, got [batch]'
    const made = makeProgram(masked, { optimizer: sgd(), loss, metrics: [] })
    expect(() => made.step()).toThrow(new ShapeError(sentence))
    const open = makeProgram(sequential(input(['time', 2])).dense(3), { optimizer: sgd(), loss, metrics: [] })
    expect(() => open.evaluation({ sampleWeight: true })).toThrow(new ShapeError(sentence))
    expect(() => open.evaluation()).not.toThrow()
  })
})

test('the training step has the same bytes each time', () => {
  const bytes = () => Buffer.from(makeProgram(rgb, classes).step().model)
  expect(bytes().equals(bytes())).toBe(true)
})

describe('operators are standard in every graph', () => {
  const names = Object.keys(activations).filter((name) => name !== 'threshold') as ActivationName[]
  const all = names.reduce(
    (model: Model, name) => (model as typeof rgb).activation(name) as unknown as Model,
    sequential(input([3])),
  )
  test.each([
    [
      'of every activation',
      all,
      { optimizer: sgd({ momentum: 0.9, nesterov: true, clipnorm: 1 }), loss: 'huber', metrics: ['mae'] },
    ],
    [
      'of rmsprop',
      imageClassifier([8, 8, 1]),
      { ...classes, optimizer: rmsprop({ centered: true, globalClipnorm: 1 }) },
    ],
    [
      'of adamw',
      sequential(input([4, 3])).dense(2),
      { optimizer: adamw({ amsgrad: true, clipvalue: 1 }), loss: 'mse', metrics: ['mse'] },
    ],
    [
      'of pooling with overlap',
      sequential(input([8, 8, 2]))
        .maxPooling2d(3, { strides: 2 })
        .globalMaxPooling2d(),
      { optimizer: sgd(), loss: 'mae', metrics: [] },
    ],
  ] as readonly (readonly [string, Model, Objective])[])('%s', (_, model, objective) => {
    for (const graph of Object.values(graphsOf(model, objective))) {
      expect(graph.nodes.filter(({ domain, type }) => domain !== '' || !standard.has(type))).toEqual([])
    }
  })
})
