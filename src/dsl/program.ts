import { gradients } from '../codegen/autodiff.js'
import { checkGraph } from '../codegen/ir/check.js'
import type { Graph } from '../codegen/ir/graph.js'
import { input, parameter, type TensorData, type Value, withScope } from '../codegen/ir/value.js'
import { type CompiledGraph, emitModel, type TensorSpec } from '../codegen/onnx/emit.js'
import * as ops from '../codegen/ops/index.js'
import type { Optimizer } from '../codegen/optimizers/index.js'
import { clipGradients, decayed } from '../codegen/optimizers/optimizer.js'
import { shareSubexpressions } from '../codegen/passes/common-subexpressions.js'
import { foldTransposedParameters } from '../codegen/passes/fold-parameters.js'
import { sinkTransposes } from '../codegen/passes/transposes.js'
import { elementCount } from '../runtime/elements.js'
import type { Program, StateSpec, TargetSpec } from '../runtime/program.js'
import { createRandom } from '../runtime/random.js'
import { formatShape } from '../shapes/format.js'
import { type Forward, forward, outputShapeOf, type Weight, weightsOf } from './forward.js'
import { type Loss, type LossLike, resolveLoss } from './losses.js'
import { type Metric, type MetricLike, resolveMetric } from './metrics.js'
import { checkNames } from './names.js'
import type { Model } from './sequential.js'

/** What every graph goes through before it is emitted. */
const passes = [sinkTransposes, shareSubexpressions]

export interface Objective {
  readonly optimizer: Optimizer
  readonly loss: LossLike
  readonly metrics: readonly MetricLike[]
}

/** The graphs of a model, each a short pipeline over the same pieces: forward, loss, gradients, update, passes, emission. */
export const makeProgram = (model: Model, { optimizer, loss: lossLike, metrics: metricLikes }: Objective): Program => {
  const last = model.layers.at(-1)
  if (!last) throw new TypeError('compile: the model has no layers; add one, such as .dense(10)')
  const weights = weightsOf(model.layers, model.input.shape)
  const loss = resolveLoss(lossLike)
  const target = targetOf(loss, model)
  const output: TensorSpec = { name: last.name, dtype: 'float32', shape: model.outputShape }
  const shaped = input(output.name, output.dtype, output.shape)
  const metrics = metricLikes.map((like) => resolveMetric(like, loss.target, shaped))
  const x = input(model.input.name, model.input.dtype, model.input.shape)
  const y = input(target.name, target.dtype, target.shape)
  const weightValues = weights.map(({ value }) => value)

  const state = stateOf(optimizer, weights)
  checkNames({
    input: model.input.name,
    layers: model.layers.map(({ name }) => name),
    metrics: metrics.map(({ name }) => name),
    state: state.flatMap(({ name, role }) => (role === 'counter' ? [] : [name])),
  })

  const figures = (pass: Forward): Map<string, Value> => objective(loss, metrics, pass, y)

  const inferenceGraph = (): Graph => {
    const { output: result } = forward(model.layers, weights, x)
    return { inputs: [x, ...weightValues], outputs: new Map([[output.name, result]]) }
  }

  const stepGraph = (): Graph => {
    const learningRate = input('learning_rate', 'float32', [])
    const seed = input('seed', 'int32', [])
    const iterations = parameter('iterations', 'int64', [])
    const [step, nextStep] = withScope(
      optimizer.name,
      () => [ops.cast(iterations, 'int32'), ops.add(iterations, 1)] as const,
    )
    const pass = forward(model.layers, weights, x, { seed, step })
    const outputs = figures(pass)
    const slots = slotsOf(optimizer, weights)
    const next = withScope(optimizer.name, () =>
      updates(optimizer, weights, slots, outputs.get('loss') as Value, learningRate, ops.cast(nextStep, 'float32')),
    )
    for (const [name, value] of [...next, ...pass.updates]) outputs.set(`${name}:next`, value)
    outputs.set('iterations:next', nextStep)
    const slotValues = [...slots.values()].flatMap((own) => Object.values(own))
    return { inputs: [x, y, learningRate, seed, iterations, ...weightValues, ...slotValues], outputs }
  }

  const emit = (
    graph: Graph,
    kind: string,
    values: ReadonlyMap<string, TensorData> = new Map(),
    description = '',
  ): CompiledGraph => {
    const { inputs } = graph
    let { outputs } = graph
    for (const pass of passes) {
      const passed = pass([...outputs.values()])
      outputs = new Map([...outputs.keys()].map((name, i) => [name, passed[i] as Value]))
      checkGraph({ inputs, outputs }, pass.name)
    }
    return emitModel({ inputs, outputs }, { name: kind, values, description })
  }

  return {
    input: model.input,
    target,
    output,
    outputShape: (shape) => outputShapeOf(model.layers, shape),
    metrics: metrics.map(({ name }) => name),
    state,
    learningRate: optimizer.learningRate,
    step: (values) => emit(stepGraph(), 'training', values),
    evaluation: (values) => {
      const outputs = figures(forward(model.layers, weights, x))
      return emit({ inputs: [x, y, ...weightValues], outputs }, 'evaluation', values)
    },
    prediction: () => emit(inferenceGraph(), 'prediction'),
    inference: (values, description) => {
      const graph = inferenceGraph()
      const folded = foldTransposedParameters([...graph.outputs.values()], values)
      const outputs = new Map([[output.name, folded.outputs[0] as Value]])
      return emit({ inputs: [x], outputs }, 'inference', folded.values, description)
    },
  }
}

const targetOf = (loss: Loss, model: Model): TargetSpec => {
  const { outputShape } = model
  if (loss.target === 'sameShape')
    return { name: 'target', dtype: 'float32', shape: outputShape, kind: 'sameShape', classes: null }
  const classes = outputShape.at(-1)
  if (outputShape.length < 2 || typeof classes !== 'number') {
    throw new TypeError(
      `compile: ${loss.name} needs an output [batch, …, classes] with a known number of classes, got ${formatShape(outputShape)}`,
    )
  }
  return { name: 'target', dtype: 'int32', shape: outputShape.slice(0, -1), kind: 'classIndices', classes }
}

/** 'loss' with its penalties, and each metric: means over the batch. */
const objective = (
  loss: Loss,
  metrics: readonly Metric[],
  { output, penalties }: Forward,
  y: Value,
): Map<string, Value> => {
  const figures = new Map<string, Value>()
  withScope('loss', () => {
    const mean = ops.reduceMean(loss.call(y, output))
    figures.set(
      'loss',
      penalties.reduce((total, penalty) => ops.add(total, penalty), mean),
    )
  })
  for (const metric of metrics) {
    withScope(metric.name, () => figures.set(metric.name, ops.reduceMean(metric.call(y, output))))
  }
  return figures
}

const slotName = (optimizer: Optimizer, slot: string, weight: Weight): string =>
  `${optimizer.name}/${slot}/${weight.name}`

const trainableOf = (weights: readonly Weight[]): Weight[] => weights.filter(({ spec }) => spec.trainable)

const slotsOf = (optimizer: Optimizer, weights: readonly Weight[]): Map<Weight, Record<string, Value>> =>
  new Map(
    trainableOf(weights).map((weight) => [
      weight,
      Object.fromEntries(
        optimizer.slots.map((slot) => [
          slot,
          parameter(slotName(optimizer, slot, weight), 'float32', weight.spec.shape),
        ]),
      ),
    ]),
  )

/** The next value of each trainable weight and of its slots, by name. */
const updates = (
  optimizer: Optimizer,
  weights: readonly Weight[],
  slots: ReadonlyMap<Weight, Readonly<Record<string, Value>>>,
  loss: Value,
  learningRate: Value,
  step: Value,
): Map<string, Value> => {
  const trainable = trainableOf(weights)
  const clipped = clipGradients(
    gradients(
      loss,
      trainable.map(({ value }) => value),
    ),
    optimizer.options,
  )
  const next = new Map<string, Value>()
  for (const [i, weight] of trainable.entries()) {
    withScope(`${optimizer.name}/${weight.layer}`, () => {
      const update = optimizer.update({
        weight: decayed(weight.value, learningRate, optimizer.options.weightDecay),
        gradient: clipped[i] as Value,
        slots: slots.get(weight) ?? {},
        learningRate,
        step,
      })
      next.set(weight.name, update.weight)
      for (const [slot, value] of Object.entries(update.slots)) next.set(slotName(optimizer, slot, weight), value)
    })
  }
  return next
}

const stateOf = (optimizer: Optimizer, weights: readonly Weight[]): StateSpec[] => {
  const weightStates = weights.map(
    ({ name, spec }): StateSpec => ({
      name,
      dtype: 'float32',
      shape: spec.shape,
      role: 'weight',
      initial: (seed) => spec.initializer.fill(spec.shape, createRandom(seed, name)),
    }),
  )
  const slotStates = trainableOf(weights).flatMap((weight) =>
    optimizer.slots.map(
      (slot): StateSpec => ({
        name: slotName(optimizer, slot, weight),
        dtype: 'float32',
        shape: weight.spec.shape,
        role: 'slot',
        initial: () => new Float32Array(elementCount(weight.spec.shape)),
      }),
    ),
  )
  const counter: StateSpec = {
    name: 'iterations',
    dtype: 'int64',
    shape: [],
    role: 'counter',
    initial: () => new BigInt64Array(1),
  }
  return [...weightStates, ...slotStates, counter]
}
