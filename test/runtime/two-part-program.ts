import type { CompiledGraph, TensorSpec } from '../../src/codegen/onnx/emit.js'
import type { Arrangement, Program, StateSpec, TargetSpec } from '../../src/runtime/program.js'
import { GraphWriter } from './graph-writer.js'

/*
 * A model of two inputs and three outputs, written down as ONNX by hand: price = size · kernel, trend = series · slope, and
 * twice = size + size, which has no loss. loss = 2 · price_loss + trend_loss, both mean squared errors; price_mae is weighted by
 * the sample weights. Trained by SGD.
 */

const float = (name: string, ...shape: (number | string)[]): TensorSpec => ({ name, dtype: 'float32', shape })
const size = float('size', 'batch', 2)
const series = float('series', 'batch', 'time', 1)
const price = float('price', 'batch', 1)
const trend = float('trend', 'batch', 'time', 1)
const twice = float('twice', 'batch', 2)
const kernel = float('kernel', 2, 1)
const slope = float('slope', 1)
const rate = float('learning_rate')

const target = (output: TensorSpec): TargetSpec => ({
  ...output,
  name: `${output.name}:target`,
  key: output.name,
  output,
  weight: `${output.name}:sample_weight`,
  kind: 'sameShape',
  classes: null,
})
const targets = [target(price), target(trend)]
const weightInputs = [float('price:sample_weight', 'batch'), float('trend:sample_weight', 'batch', 'time')]
const metrics = ['price_loss', 'trend_loss', 'price_mae']
const next = (spec: TensorSpec): TensorSpec => ({ ...spec, name: `${spec.name}:next` })

const predict = (graph: GraphWriter): void => {
  graph.node('MatMul', ['size', 'kernel'], 'price')
  graph.node('Mul', ['series', 'slope'], 'trend')
  graph.node('Add', ['size', 'size'], 'twice')
}

/** The figures, and for each output the gradient of the loss by it. */
const judge = (graph: GraphWriter, weighted: boolean): void => {
  predict(graph)
  const two = graph.constant('two', { dtype: 'float32', shape: [], data: Float32Array.of(2) })
  for (const { key, name, weight } of targets) {
    const gap = graph.node('Sub', [key, name], `${key}_gap`)
    const squared = graph.node('Mul', [gap, gap], `${key}_squared`)
    const losses = graph.node('ReduceMean', [squared], `${key}_losses`, { axes: [-1], keepdims: 0 })
    const own = weighted ? graph.node('Mul', [losses, weight], `${key}_weighted`) : losses
    graph.node('ReduceMean', [own], `${key}_loss`, { keepdims: 0 })
    const count = graph.node('Cast', [graph.node('Size', [losses], `${key}_size`)], `${key}_count`, { to: 1 })
    const share = graph.node('Div', [graph.node('Mul', [gap, two], `${key}_doubled`), count], `${key}_share`)
    if (weighted) {
      const last = graph.constant(`${key}_axis`, { dtype: 'int64', shape: [1], data: BigInt64Array.of(-1n) })
      graph.node('Mul', [share, graph.node('Unsqueeze', [weight, last], `${key}_column`)], `${key}_signal`)
    } else graph.node('Identity', [share], `${key}_signal`)
  }
  const judged = graph.node('Mul', ['price_loss', two], 'price_judged')
  graph.node('Add', [judged, 'trend_loss'], 'loss')
  const off = graph.node('ReduceMean', [graph.node('Abs', ['price_gap'], 'absolute')], 'off', {
    axes: [-1],
    keepdims: 0,
  })
  if (!weighted) return void graph.node('ReduceMean', [off], 'price_mae', { keepdims: 0 })
  const kept = graph.node('Mul', [off, 'price:sample_weight'], 'kept')
  graph.node('ReduceSum', ['price:sample_weight'], 'price_mae:weight', { keepdims: 0 })
  const total = graph.node('ReduceSum', [kept], 'total', { keepdims: 0 })
  graph.node('Div', [total, 'price_mae:weight'], 'price_mae')
}

const figures = (weighted: boolean): TensorSpec[] =>
  ['loss', ...metrics, ...(weighted ? ['price_mae:weight'] : [])].map((name) => float(name))

const step = (weighted: boolean): CompiledGraph => {
  const graph = new GraphWriter('step')
  judge(graph, weighted)
  const turned = graph.node('Transpose', ['size'], 'turned', { perm: [1, 0] })
  const half = graph.node('MatMul', [turned, 'price_signal'], 'half_gradient')
  const gradients = {
    kernel: graph.node('Mul', [half, 'two'], 'kernel_gradient'),
    slope: graph.node('Reshape', [slopeGradient(graph), one(graph)], 'slope_gradient'),
  }
  for (const [name, gradient] of Object.entries(gradients)) {
    graph.node('Sub', [name, graph.node('Mul', [gradient, 'learning_rate'], `${name}_move`)], `${name}:next`)
  }
  // what no graph uses, it must take all the same
  graph.node('Identity', ['seed'], 'seed_used')
  const inputs = [size, series, ...targets, ...(weighted ? weightInputs : []), rate]
  return graph.compile(
    [...inputs, { name: 'seed', dtype: 'int32', shape: [] }, kernel, slope],
    [...figures(weighted), next(kernel), next(slope)],
  )
}

const slopeGradient = (graph: GraphWriter): string =>
  graph.node('ReduceSum', [graph.node('Mul', ['series', 'trend_signal'], 'moved')], 'moved_sum', { keepdims: 0 })

const one = (graph: GraphWriter): string =>
  graph.constant('one', { dtype: 'int64', shape: [1], data: BigInt64Array.of(1n) })

const evaluation = (weighted: boolean): CompiledGraph => {
  const graph = new GraphWriter('evaluation')
  judge(graph, weighted)
  const inputs = [size, series, ...targets, ...(weighted ? weightInputs : [])]
  return graph.compile([...inputs, kernel, slope], figures(weighted))
}

const weight = (spec: TensorSpec, ...initial: number[]): StateSpec => ({
  ...spec,
  shape: spec.shape as readonly number[],
  role: 'weight',
  initial: () => Float32Array.from(initial),
})

/** The weights before the first step. */
export const firstWeights = { kernel: [0.5, -1], slope: 2 } as const

/** The program, with tensors in lists or by name. */
export const twoPartProgram = (arrangement: Exclude<Arrangement, 'one'> = 'named'): Program => ({
  inputs: [size, series].map((spec) => ({ ...spec, ids: null })),
  inputArrangement: arrangement,
  outputs: [price, trend, twice],
  outputArrangement: arrangement,
  targets,
  targetArrangement: arrangement,
  outputShapes: ([sizes, all]) => [
    [sizes?.[0] ?? null, 1],
    [all?.[0] ?? null, all?.[1] ?? null, 1],
  ],
  metrics: metrics.map((name) => ({ name, streaming: null })),
  state: [weight(kernel, ...firstWeights.kernel), weight(slope, firstWeights.slope)],
  learningRate: 0.1,
  step: ({ sampleWeight = false } = {}) => step(sampleWeight),
  evaluation: ({ sampleWeight = false } = {}) => evaluation(sampleWeight),
  prediction: () => {
    const graph = new GraphWriter('prediction')
    predict(graph)
    return graph.compile([size, series, kernel, slope], [price, trend, twice])
  },
  submodel: () => {
    throw new TypeError('submodel: there is none')
  },
  inference: (weights) => {
    const graph = new GraphWriter('inference')
    for (const [name, tensor] of weights) graph.constant(name, tensor)
    predict(graph)
    return graph.compile([size, series], [price, trend, twice])
  },
})
