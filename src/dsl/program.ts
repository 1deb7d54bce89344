import type { Graph } from '../codegen/ir/graph.js'
import { input, parameter, type Value, withScope } from '../codegen/ir/value.js'
import { loweredInSlices } from '../codegen/lowering/target.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import * as ops from '../codegen/ops/index.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import type { EvaluationKind, GraphOptions, Program, StateSpec, TrainingKind } from '../runtime/program.js'
import { createRandom } from '../runtime/random.js'
import { lossShape } from '../shapes/sample-weight.js'
import { positionsOf } from '../shapes/target-axis.js'
import { requireBatchFirst } from './batch-first.js'
import type { NamedCall } from './calls.js'
import { checkedModel } from './checked-model.js'
import { emittingGraph } from './emit-graph.js'
import { type Forward, forwarding } from './forward.js'
import { predictionProgram, submodelProgram } from './inference.js'
import { constant } from './initializers/constant.js'
import { fillingOf } from './initializers/initializer.js'
import { type Objective as Judging, judgedOutputs } from './judged.js'
import { manySteps } from './many-steps.js'
import type { Model } from './model.js'
import type { ModelGraph } from './model-graph.js'
import { checkNames } from './names.js'
import { figuresOf } from './objective.js'
import {
  type AnyOptimizer,
  finalValuesOf,
  groupsOf,
  learningRateOf,
  type OptimizerGroup,
  stateOfGroups,
} from './optimizer-groups.js'
import { smallSteps } from './small-step.js'
import { statesOf } from './states.js'
import { updatesOf } from './updates.js'
import { type Weight, weightsOf } from './weights.js'

export interface Objective extends Judging {
  readonly optimizer: AnyOptimizer
}

/** The graphs of a model, each a short pipeline over the same pieces: forward, loss, gradients, update, passes, emission. */
export const makeProgram = (model: Model, objective: Objective): Program => {
  const { graph, outputs, judged: of } = model
  const { optimizer } = objective
  if (graph.calls.length === 0) throw new TypeError('compile: the model has no layers; add one, such as .dense(10)')
  requireBatchFirst('compile', graph)
  requireAdapted(graph)
  const weights = weightsOf(graph)
  const weightValues = weights.map(({ value }) => value)
  const targetArrangement = of === 'first' ? 'one' : graph.outputArrangement
  const judged = judgedOutputs(of === 'first' ? outputs.slice(0, 1) : outputs, targetArrangement, objective)
  const targets = judged.map(({ target }) => target)
  const xs = graph.inputs.map(({ name, tensor: { dtype, shape } }) => input(name, dtype, shape))
  const ys = targets.map(({ name, dtype, shape }) => input(name, dtype, shape))
  const weighing = (sampleWeight = false): Value[] =>
    sampleWeight
      ? targets.map(({ weight, output, kind }) => input(weight, 'float32', lossShape(positionsOf(kind, output.shape))))
      : []
  const metrics = judged.flatMap(({ figure, specs }) => [
    ...(figure === undefined ? [] : [{ name: figure, streaming: null }]),
    ...specs,
  ])
  const predicting = predictionProgram(model, weights)
  const groups = groupsOf(optimizer, weights)
  const learningRate = learningRateOf(optimizer)
  const state = stateOf(groups, weights)
  const remat = new Map(graph.calls.flatMap(({ name, call }) => (call.remat ? [[name, call.remat] as const] : [])))
  checkNames({
    inputs: predicting.inputs.map(({ name }) => name),
    layers: graph.calls.map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
    targets: targets.flatMap(({ name, weight }) => [name, weight]),
    metrics: metrics.flatMap(({ name, streaming }) => [
      name,
      ...(streaming?.figures ?? []).filter((one) => one !== name),
    ]),
    further: [...new Set([...graph.calls.flatMap(furtherOf), ...statesOf(graph.calls).keys()])],
    state: state.flatMap(({ name, role }) => (role === 'counter' ? [] : [name])),
  })

  const figures = (pass: Forward, sampleWeights: readonly Value[]): Map<string, Value> =>
    figuresOf(
      judged.map((one, i) => ({ judged: one, y: ys[i] as Value, sampleWeight: sampleWeights[i] })),
      pass,
    )

  function* stepGraph(sampleWeights: readonly Value[]): Slices<Graph> {
    const given = typeof learningRate === 'number' ? input('learning_rate', 'float32', []) : undefined
    const seed = input('seed', 'int32', [])
    const iterations = parameter('iterations', 'int64', [])
    const [step, nextStep] = withScope(
      optimizer.name,
      () => [ops.cast(iterations, 'int32'), ops.add(iterations, 1)] as const,
    )
    const pass = yield* forwarding(graph, weights, xs, { random: { seed, step } })
    const results = figures(pass, sampleWeights)
    const { slots, next } = yield* updatesOf(
      groups,
      results.get('loss') as Value,
      given,
      { iterations, nextStep },
      remat,
    )
    for (const [name, value] of [...next, ...pass.updates]) results.set(`${name}:next`, value)
    results.set('iterations:next', nextStep)
    const settings = [...(given ? [given] : []), seed, iterations]
    return { inputs: [...xs, ...ys, ...sampleWeights, ...settings, ...weightValues, ...slots], outputs: results }
  }

  function* evaluationGraph(sampleWeights: readonly Value[]): Slices<Graph> {
    const pass = yield* forwarding(graph, weights, xs)
    return { inputs: [...xs, ...ys, ...sampleWeights, ...weightValues], outputs: figures(pass, sampleWeights) }
  }

  /** A graph of one batch, or of several, lowered for the threads that it will have. */
  const written = (
    one: (sampleWeights: readonly Value[]) => Slices<Graph>,
    ofSeveral: boolean,
    name: string,
    { state: values, sampleWeight, threads }: GraphOptions = {},
  ): Slices<CompiledGraph> => {
    function* writing(): Slices<CompiledGraph> {
      const weigh = weighing(sampleWeight)
      const made = yield* one(weigh)
      const whole = ofSeveral ? yield* manySteps(made, [...xs, ...ys, ...weigh]) : made
      return yield* emittingGraph(whole, name, values)
    }
    return loweredInSlices({ threads }, writing())
  }

  const training = (kind: TrainingKind, options?: GraphOptions) =>
    written(stepGraph, kind === 'steps', 'training', options)

  const evaluating = (kind: EvaluationKind, options?: GraphOptions) =>
    written(evaluationGraph, kind === 'evaluations', 'evaluation', options)

  function* trained(): Slices<readonly Value[]> {
    const random = { seed: input('seed', 'int32', []), step: input('step', 'int32', []) }
    const pass = yield* forwarding(graph, weights, xs, { random })
    return pass.outputs.map(({ value }) => value)
  }

  return {
    ...predicting,
    targets,
    targetArrangement,
    metrics,
    state,
    learningRate,
    finalValues: finalValuesOf(groups),
    step: (options) => atOnce(training('step', options)),
    steps: (options) => atOnce(training('steps', options)),
    training,
    smallSteps: () => smallSteps(weights, trained),
    evaluation: (options) => atOnce(evaluating('evaluation', options)),
    evaluations: (options) => atOnce(evaluating('evaluations', options)),
    evaluating,
    submodel: (part) => submodelProgram(checkedModel('submodel', part), graph, weights),
  }
}

/** Throws for a layer that needs data, and has seen none. */
const requireAdapted = ({ layers }: ModelGraph): void => {
  for (const [{ missing }, name] of layers) {
    const needed = missing?.()
    if (needed !== undefined) throw new Error(`compile: ${name} ${needed}`)
  }
}

/** Full names of what a call gives beside its output. */
const furtherOf = ({ name, call }: NamedCall): string[] => call.further.map((own) => `${name}/${own}`)

const stateOf = (groups: readonly OptimizerGroup[], weights: readonly Weight[]): StateSpec[] => {
  const weightStates = weights.map(({ name, spec: { shape, initializer } }): StateSpec => {
    const filling = fillingOf(initializer)
    return {
      name,
      dtype: 'float32',
      shape,
      role: 'weight',
      initial: (seed) => initializer.fill(shape, createRandom(seed, name)),
      drawing: filling && ((seed) => filling(shape, createRandom(seed, name))),
    }
  })
  const slotStates = [...stateOfGroups(groups)].map(([name, { shape, initial }]): StateSpec => {
    const values = constant(initial)
    const filling = fillingOf(values)
    const random = createRandom(0, name)
    return {
      name,
      dtype: 'float32',
      shape,
      role: 'slot',
      initial: () => values.fill(shape, random),
      drawing: filling && (() => filling(shape, random)),
    }
  })
  const counter: StateSpec = {
    name: 'iterations',
    dtype: 'int64',
    shape: [],
    role: 'counter',
    initial: () => new BigInt64Array(1),
  }
  return [...weightStates, ...slotStates, counter]
}
