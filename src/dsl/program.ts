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
import type { Program, StateSpec } from '../runtime/program.js'
import { createRandom } from '../runtime/random.js'
import type { ShapeValue } from '../shapes/dim.js'
import { lossShape } from '../shapes/sample-weight.js'
import { inputOf, targetOf } from './data-specs.js'
import { type Forward, forward, furtherOutputsOf, outputShapeOf, type Weight, weightsOf } from './forward.js'
import { type LossLike, resolveLoss } from './losses.js'
import { type MetricLists, resolveMetrics } from './metrics.js'
import { checkNames } from './names.js'
import { figuresOf } from './objective.js'
import type { Model } from './sequential.js'
import { statesOf, streamedStates } from './states.js'

/** What every graph goes through before it is emitted. */
const passes = [sinkTransposes, shareSubexpressions]

export interface Objective extends MetricLists {
  readonly optimizer: Optimizer
  readonly loss: LossLike
}

/** The graphs of a model, each a short pipeline over the same pieces: forward, loss, gradients, update, passes, emission. */
export const makeProgram = (model: Model, objective: Objective): Program => {
  const { optimizer, loss: lossLike } = objective
  const last = model.layers.at(-1)
  if (!last) throw new TypeError('compile: the model has no layers; add one, such as .dense(10)')
  const weights = weightsOf(model.layers, model.input.shape)
  const loss = resolveLoss(lossLike)
  const output: TensorSpec = { name: last.name, dtype: 'float32', shape: model.outputShape }
  const target = targetOf(loss, model, output)
  const shaped = input(output.name, output.dtype, output.shape)
  const metrics = resolveMetrics(objective, loss.target, shaped)
  const x = input(model.input.name, model.input.dtype, model.input.shape)
  const y = input(target.name, target.dtype, target.shape)
  const weighing = (sampleWeight = false): Value[] =>
    sampleWeight ? [input(target.weight, 'float32', lossShape(model.outputShape))] : []
  const weightValues = weights.map(({ value }) => value)

  const state = stateOf(optimizer, weights)
  checkNames({
    input: model.input.name,
    layers: model.layers.map(({ name }) => name),
    metrics: metrics.map(({ name }) => name),
    further: [...new Set([...furtherOutputsOf(model).keys(), ...statesOf(model, model.layers).keys()])],
    state: state.flatMap(({ name, role }) => (role === 'counter' ? [] : [name])),
  })

  const figures = (pass: Forward, sampleWeight: Value | undefined): Map<string, Value> =>
    figuresOf({ loss, metrics, y, sampleWeight }, pass)

  const furtherOutputs = [...furtherOutputsOf(model)].map(
    ([name, shape]): TensorSpec => ({ name, dtype: 'float32', shape }),
  )

  const inferenceGraph = (states: ReadonlyMap<string, Value> = new Map()): Graph => {
    const { output: result, further } = forward(model.layers, weights, x, { states })
    const outputs = new Map([[output.name, result]])
    // states that are inputs have their names from those
    for (const { name } of furtherOutputs) if (!states.has(name)) outputs.set(name, further.get(name) as Value)
    for (const name of states.keys()) outputs.set(`${name}:next`, further.get(name) as Value)
    return { inputs: [x, ...states.values(), ...weightValues], outputs }
  }

  const stepGraph = (sampleWeight: readonly Value[]): Graph => {
    const learningRate = input('learning_rate', 'float32', [])
    const seed = input('seed', 'int32', [])
    const iterations = parameter('iterations', 'int64', [])
    const [step, nextStep] = withScope(
      optimizer.name,
      () => [ops.cast(iterations, 'int32'), ops.add(iterations, 1)] as const,
    )
    const pass = forward(model.layers, weights, x, { random: { seed, step } })
    const outputs = figures(pass, sampleWeight[0])
    const slots = slotsOf(optimizer, weights)
    const next = withScope(optimizer.name, () =>
      updates(optimizer, weights, slots, outputs.get('loss') as Value, learningRate, ops.cast(nextStep, 'float32')),
    )
    for (const [name, value] of [...next, ...pass.updates]) outputs.set(`${name}:next`, value)
    outputs.set('iterations:next', nextStep)
    const slotValues = [...slots.values()].flatMap((own) => Object.values(own))
    const settings = [learningRate, seed, iterations]
    return { inputs: [x, y, ...sampleWeight, ...settings, ...weightValues, ...slotValues], outputs }
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
    inputs: [inputOf(model)],
    inputArrangement: 'one',
    outputs: [output, ...furtherOutputs],
    outputArrangement: furtherOutputs.length > 0 ? 'list' : 'one',
    targets: [target],
    targetArrangement: 'one',
    outputShapes: ([shape]) => [outputShapeOf(model.layers, shape as ShapeValue)],
    metrics: metrics.map(({ name }) => name),
    state,
    learningRate: optimizer.learningRate,
    step: ({ state: values, sampleWeight } = {}) => emit(stepGraph(weighing(sampleWeight)), 'training', values),
    evaluation: ({ state: values, sampleWeight } = {}) => {
      const weigh = weighing(sampleWeight)
      const outputs = figures(forward(model.layers, weights, x), weigh[0])
      return emit({ inputs: [x, y, ...weigh, ...weightValues], outputs }, 'evaluation', values)
    },
    prediction: () => emit(inferenceGraph(), 'prediction'),
    inference: (values, { description, states = false } = {}) => {
      const own = states ? streamedStates(model) : new Map<string, Value>()
      const graph = inferenceGraph(own)
      const folded = foldTransposedParameters([...graph.outputs.values()], values)
      const outputs = new Map([...graph.outputs.keys()].map((name, i) => [name, folded.outputs[i] as Value]))
      return emit({ inputs: [x, ...own.values()], outputs }, 'inference', folded.values, description)
    },
  }
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
