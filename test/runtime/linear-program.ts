import type { TensorData } from '../../src/codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../../src/codegen/onnx/emit.js'
import type { InputSpec, Program, StateSpec } from '../../src/runtime/program.js'
import { createRandom } from '../../src/runtime/random.js'
import { GraphWriter } from './graph-writer.js'

/*
 * A linear model written down as ONNX by hand, so that tests of the runtime need neither builder nor autodiff:
 * output = x · kernel + bias, trained by SGD with momentum 0.9. With class indices the loss is softmax cross-entropy, with
 * targets of the output's shape mean squared error. The metric 'draw' is seed + iterations: what randomness would follow.
 */

const array = (dtype: TensorSpec['dtype'], values: readonly number[]): TensorData['data'] =>
  dtype === 'int64'
    ? BigInt64Array.from(values, BigInt)
    : dtype === 'int32'
      ? Int32Array.from(values)
      : Float32Array.from(values)

export interface LinearOptions {
  readonly kind?: 'classIndices' | 'sameShape'
  readonly features?: number
  readonly units?: number
  readonly learningRate?: number
  /** What the first metric is called; default 'accuracy' or 'mae'. */
  readonly metric?: string
  /** Adds an output of the wrong size to a Reshape, so that the step fails when it runs. */
  readonly broken?: boolean
  /** Takes samples as int32. */
  readonly dtype?: 'float32' | 'int32'
  /** What the samples are ids of; default nothing. */
  readonly ids?: InputSpec['ids']
}

/** The program of a linear model. */
export const linearProgram = (options: LinearOptions = {}): Program => {
  const {
    kind = 'sameShape',
    features = 3,
    units = kind === 'classIndices' ? 4 : 1,
    learningRate = 0.1,
    broken,
    dtype = 'float32',
    ids = null,
    metric = kind === 'classIndices' ? 'accuracy' : 'mae',
  } = options
  const input: InputSpec = { name: 'input', dtype, shape: ['batch', features], ids }
  const output: TensorSpec = { name: 'linear', dtype: 'float32', shape: ['batch', units] }
  const indices = kind === 'classIndices'
  const target: TensorSpec = indices
    ? { name: 'target', dtype: 'int32', shape: ['batch'] }
    : { name: 'target', dtype: 'float32', shape: ['batch', units] }
  const kernel: TensorSpec = { name: 'linear/kernel', dtype: 'float32', shape: [features, units] }
  const bias: TensorSpec = { name: 'linear/bias', dtype: 'float32', shape: [units] }
  const slot = (weight: TensorSpec): TensorSpec => ({ ...weight, name: `sgd/momentum/${weight.name}` })
  const iterations: TensorSpec = { name: 'iterations', dtype: 'int64', shape: [] }
  const scalar = (name: string, dtype: TensorSpec['dtype'] = 'float32'): TensorSpec => ({ name, dtype, shape: [] })
  const next = (spec: TensorSpec): TensorSpec => ({ ...spec, name: `${spec.name}:next` })

  const predict = (graph: GraphWriter): string => {
    const x = dtype === 'float32' ? 'input' : graph.node('Cast', ['input'], 'floats', { to: 1 })
    return graph.node('Add', [graph.node('MatMul', [x, kernel.name], 'product'), bias.name], output.name)
  }

  /** The loss and the accuracy or absolute error, and the error signal [batch, units] whose products are the gradients. */
  const judge = (graph: GraphWriter): string => {
    const result = predict(graph)
    if (!indices) {
      const gap = graph.node('Sub', [result, 'target'], 'gap')
      graph.node('ReduceMean', [graph.node('Mul', [gap, gap], 'squared')], 'loss', { keepdims: 0 })
      graph.node('ReduceMean', [graph.node('Abs', [gap], 'absolute')], 'figure', { keepdims: 0 })
      const count = graph.node('Cast', [graph.node('Size', [gap], 'size')], 'count', { to: 1 })
      const two = graph.constant('two', { dtype: 'float32', shape: [], data: Float32Array.of(2) })
      return graph.node('Div', [graph.node('Mul', [gap, two], 'doubled'), count], 'signal')
    }
    const depth = graph.constant('depth', { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(units)) })
    const values = graph.constant('values', { dtype: 'float32', shape: [2], data: Float32Array.of(0, 1) })
    const wanted = graph.node('Cast', ['target'], 'wanted', { to: 7 })
    const hot = graph.node('OneHot', [wanted, depth, values], 'hot')
    const logs = graph.node('LogSoftmax', [result], 'logs', { axis: 1 })
    const own = graph.node('ReduceSum', [graph.node('Mul', [hot, logs], 'kept')], 'total', { keepdims: 0 })
    const rows = graph.node('Cast', [graph.node('Size', ['target'], 'size')], 'rows', { to: 1 })
    graph.node('Neg', [graph.node('Div', [own, rows], 'likelihood')], 'loss')
    const best = graph.node('ArgMax', [result], 'best', { axis: 1, keepdims: 0 })
    const hits = graph.node('Cast', [graph.node('Equal', [best, wanted], 'equal')], 'hits', { to: 1 })
    graph.node('ReduceMean', [hits], 'figure', { keepdims: 0 })
    const error = graph.node('Sub', [graph.node('Exp', [logs], 'probabilities'), hot], 'error')
    return graph.node('Div', [error, rows], 'signal')
  }

  const named = (graph: GraphWriter) => graph.node('Identity', ['figure'], metric)

  const step = (): CompiledGraph => {
    const graph = new GraphWriter('linear')
    const signal = judge(graph)
    named(graph)
    const turned = graph.node('Transpose', [dtype === 'float32' ? 'input' : 'floats'], 'turned', { perm: [1, 0] })
    const kernelGradient = graph.node('MatMul', [turned, signal], 'kernel_gradient')
    const axis = graph.constant('axis', { dtype: 'int64', shape: [1], data: BigInt64Array.of(0n) })
    const biasGradient = graph.node('ReduceSum', [signal, axis], 'bias_gradient', { keepdims: 0 })
    const keep = graph.constant('keep', { dtype: 'float32', shape: [], data: Float32Array.of(0.9) })
    for (const [weight, gradient] of [
      [kernel, kernelGradient],
      [bias, biasGradient],
    ] as const) {
      const { name } = weight
      const scaled = graph.node('Mul', [gradient, 'learning_rate'], `${name}_scaled`)
      const kept = graph.node('Mul', [slot(weight).name, keep], `${name}_kept`)
      const moved = graph.node('Sub', [kept, scaled], next(slot(weight)).name)
      graph.node('Add', [name, moved], next(weight).name)
    }
    const one = graph.constant('one', { dtype: 'int64', shape: [], data: BigInt64Array.of(1n) })
    const counted = graph.node('Add', ['iterations', one], 'iterations:next')
    const drawn = graph.node('Add', [counted, graph.node('Cast', ['seed'], 'seed64', { to: 7 })], 'drawn')
    if (broken) {
      const shape = graph.constant('shape', { dtype: 'int64', shape: [1], data: BigInt64Array.of(7n) })
      graph.node('ReduceMean', [graph.node('Reshape', ['input', shape], 'reshaped')], 'draw', { keepdims: 0 })
    } else graph.node('Cast', [drawn], 'draw', { to: 1 })
    const changing = [kernel, bias, slot(kernel), slot(bias), iterations]
    return graph.compile(
      [input, target, scalar('learning_rate'), scalar('seed', 'int32'), ...changing],
      [scalar('loss'), scalar(metric), scalar('draw'), ...changing.map(next)],
    )
  }

  const evaluation = (): CompiledGraph => {
    const graph = new GraphWriter('linear')
    judge(graph)
    named(graph)
    graph.constant('zero', { dtype: 'float32', shape: [], data: Float32Array.of(0) })
    graph.node('Identity', ['zero'], 'draw')
    return graph.compile([input, target, kernel, bias], [scalar('loss'), scalar(metric), scalar('draw')])
  }

  const state = (spec: TensorSpec, role: StateSpec['role'], initial: StateSpec['initial']): StateSpec => ({
    ...spec,
    shape: spec.shape as readonly number[],
    role,
    initial,
  })
  const zeros = (spec: TensorSpec) => () =>
    array(spec.dtype, new Array((spec.shape as number[]).reduce((a, b) => a * b, 1)).fill(0))
  const uniform = (spec: TensorSpec) => (seed: number) => {
    const random = createRandom(seed, spec.name)
    return Float32Array.from({ length: features * units }, () => random() - 0.5)
  }

  return {
    inputs: [input],
    inputArrangement: 'one',
    outputs: [output],
    outputArrangement: 'one',
    targets: [{ ...target, key: 'linear', output, weight: 'sample_weight', kind, classes: indices ? units : null }],
    targetArrangement: 'one',
    outputShapes: ([shape]) => [[shape?.[0] ?? null, units]],
    metrics: [metric, 'draw'].map((name) => ({ name, streaming: null })),
    state: [
      state(kernel, 'weight', uniform(kernel)),
      state(bias, 'weight', zeros(bias)),
      state(slot(kernel), 'slot', zeros(kernel)),
      state(slot(bias), 'slot', zeros(bias)),
      state(iterations, 'counter', zeros(iterations)),
    ],
    learningRate,
    step,
    evaluation,
    prediction: () => {
      const graph = new GraphWriter('linear')
      predict(graph)
      return graph.compile([input, kernel, bias], [output])
    },
    submodel: () => {
      throw new TypeError('submodel: there is none')
    },
    inference: (weights) => {
      const graph = new GraphWriter('linear')
      for (const [name, tensor] of weights) graph.constant(name, tensor)
      predict(graph)
      return graph.compile([input], [output])
    },
  }
}
