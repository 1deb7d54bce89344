import { gradients } from '../codegen/autodiff.js'
import { checkGraph } from '../codegen/ir/check.js'
import type { Graph } from '../codegen/ir/graph.js'
import { input, parameter, type TensorData, type Value, withScope } from '../codegen/ir/value.js'
import { type CompiledGraph, emitModel } from '../codegen/onnx/emit.js'
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
import type { NamedCall } from './calls.js'
import { inputsOf } from './data-specs.js'
import { type Forward, forward } from './forward.js'
import { type Objective as Judging, judgedOutputs } from './judged.js'
import type { Model } from './model.js'
import { outputShapesOf } from './model-graph.js'
import { checkNames } from './names.js'
import { figuresOf } from './objective.js'
import { statesOf, streamedStates } from './states.js'
import { type Weight, weightsOf } from './weights.js'

/** What every graph goes through before it is emitted. */
const passes = [sinkTransposes, shareSubexpressions]

export interface Objective extends Judging {
  readonly optimizer: Optimizer
}

/** The graphs of a model, each a short pipeline over the same pieces: forward, loss, gradients, update, passes, emission. */
export const makeProgram = ({ graph, outputs, judged: of }: Model, objective: Objective): Program => {
  const { optimizer } = objective
  if (graph.calls.length === 0) throw new TypeError('compile: the model has no layers; add one, such as .dense(10)')
  const weights = weightsOf(graph)
  const weightValues = weights.map(({ value }) => value)
  const targetArrangement = of === 'first' ? 'one' : graph.outputArrangement
  const judged = judgedOutputs(of === 'first' ? outputs.slice(0, 1) : outputs, targetArrangement, objective)
  const targets = judged.map(({ target }) => target)
  const xs = graph.inputs.map(({ name, tensor: { dtype, shape } }) => input(name, dtype, shape))
  const ys = targets.map(({ name, dtype, shape }) => input(name, dtype, shape))
  const weighing = (sampleWeight = false): Value[] =>
    sampleWeight ? targets.map(({ weight, output }) => input(weight, 'float32', lossShape(output.shape))) : []
  const metrics = judged.flatMap(({ figure, metrics: own }) => [
    ...(figure === undefined ? [] : [figure]),
    ...own.map(({ name }) => name),
  ])
  const inputs = inputsOf(graph)
  const state = stateOf(optimizer, weights)
  checkNames({
    inputs: inputs.map(({ name }) => name),
    layers: graph.calls.map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
    targets: targets.flatMap(({ name, weight }) => [name, weight]),
    metrics,
    further: [...new Set([...graph.calls.flatMap(furtherOf), ...statesOf(graph.calls).keys()])],
    state: state.flatMap(({ name, role }) => (role === 'counter' ? [] : [name])),
  })

  const figures = (pass: Forward, sampleWeights: readonly Value[]): Map<string, Value> =>
    figuresOf(
      judged.map((one, i) => ({ judged: one, y: ys[i] as Value, sampleWeight: sampleWeights[i] })),
      pass,
    )

  const inferenceGraph = (states: ReadonlyMap<string, Value> = new Map()): Graph => {
    const pass = forward(graph, weights, xs, { states })
    const named = new Map<string, Value>()
    // states that are inputs have their names from those
    for (const [i, { name }] of outputs.entries()) {
      if (!states.has(name)) named.set(name, pass.outputs[i]?.value as Value)
    }
    for (const name of states.keys()) named.set(`${name}:next`, pass.further.get(name) as Value)
    return { inputs: [...xs, ...states.values(), ...weightValues], outputs: named }
  }

  const stepGraph = (sampleWeights: readonly Value[]): Graph => {
    const learningRate = input('learning_rate', 'float32', [])
    const seed = input('seed', 'int32', [])
    const iterations = parameter('iterations', 'int64', [])
    const [step, nextStep] = withScope(
      optimizer.name,
      () => [ops.cast(iterations, 'int32'), ops.add(iterations, 1)] as const,
    )
    const pass = forward(graph, weights, xs, { random: { seed, step } })
    const results = figures(pass, sampleWeights)
    const slots = slotsOf(optimizer, weights)
    const next = withScope(optimizer.name, () =>
      updates(optimizer, weights, slots, results.get('loss') as Value, learningRate, ops.cast(nextStep, 'float32')),
    )
    for (const [name, value] of [...next, ...pass.updates]) results.set(`${name}:next`, value)
    results.set('iterations:next', nextStep)
    const slotValues = [...slots.values()].flatMap((own) => Object.values(own))
    const settings = [learningRate, seed, iterations]
    return { inputs: [...xs, ...ys, ...sampleWeights, ...settings, ...weightValues, ...slotValues], outputs: results }
  }

  const emit = (
    made: Graph,
    kind: string,
    values: ReadonlyMap<string, TensorData> = new Map(),
    description = '',
  ): CompiledGraph => {
    let { outputs: results } = made
    for (const pass of passes) {
      const passed = pass([...results.values()])
      results = new Map([...results.keys()].map((name, i) => [name, passed[i] as Value]))
      checkGraph({ inputs: made.inputs, outputs: results }, pass.name)
    }
    return emitModel({ inputs: made.inputs, outputs: results }, { name: kind, values, description })
  }

  return {
    inputs,
    inputArrangement: graph.inputArrangement,
    outputs,
    outputArrangement: graph.outputArrangement,
    targets,
    targetArrangement,
    outputShapes: (shapes) => {
      const all = outputShapesOf(graph, shapes)
      return judged.map(({ index }) => all[index] as ShapeValue)
    },
    metrics,
    state,
    learningRate: optimizer.learningRate,
    step: ({ state: values, sampleWeight } = {}) => emit(stepGraph(weighing(sampleWeight)), 'training', values),
    evaluation: ({ state: values, sampleWeight } = {}) => {
      const weigh = weighing(sampleWeight)
      const results = figures(forward(graph, weights, xs), weigh)
      return emit({ inputs: [...xs, ...ys, ...weigh, ...weightValues], outputs: results }, 'evaluation', values)
    },
    prediction: () => emit(inferenceGraph(), 'prediction'),
    inference: (values, { description, states = false } = {}) => {
      const own = states ? streamedStates(graph) : new Map<string, Value>()
      const made = inferenceGraph(own)
      const folded = foldTransposedParameters([...made.outputs.values()], values)
      const results = new Map([...made.outputs.keys()].map((name, i) => [name, folded.outputs[i] as Value]))
      return emit({ inputs: [...xs, ...own.values()], outputs: results }, 'inference', folded.values, description)
    },
  }
}

/** Full names of what a call gives beside its output. */
const furtherOf = ({ name, call }: NamedCall): string[] => call.further.map((own) => `${name}/${own}`)

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
