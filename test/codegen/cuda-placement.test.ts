import { describe, expect, test, vi } from 'vitest'
import * as models from '../../bench/models.js'
import { workloads } from '../../bench/workloads.js'
import { input, type TensorData } from '../../src/codegen/ir/value.js'
import { type Device, loweredFor } from '../../src/codegen/lowering/target.js'
import { type CompiledGraph, emitModel } from '../../src/codegen/onnx/emit.js'
import * as ops from '../../src/codegen/ops/index.js'
import { adam } from '../../src/codegen/optimizers/index.js'
import { atOnce, type Slices } from '../../src/codegen/slices.js'
import { input as modelInput } from '../../src/dsl/input.js'
import { loweredProgram } from '../../src/dsl/lowered-program.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import type { Program } from '../../src/runtime/program.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { type Fall, fallsOf } from '../support/cuda-placement.js'
import { distance, numbers, runGraph } from '../support/evaluate.js'
import { type GraphCase, graphCases } from '../support/graph-cases.js'
import { metricGroups, metricRun } from '../support/metric-cases.js'
import * as optimizers from '../support/optimizer-cases.js'

/* That ONNX Runtime runs on CUDA what we lower for it: nothing that trains is copied to the CPU amid a run. */

/** What CUDA has no kernels for, of integers alone: what is copied for them is a batch's labels or less. */
const ofIntegers = new Set([
  'ArgMax: CUDA has no kernel for input 0 of int32',
  'MatMul: CUDA has no kernel for input 0 of int32',
  // labels of the CTC loss
  'Pad: CUDA has no kernel for input 0 of int32',
])

/** Cases whose gradient for the input of a model is scaled on the CPU, as that input is there; no training asks for it. */
const ofInputs = /^layer #\d+ activityRegularization .*in training$/

/** Sentences about what falls to the CPU, and may not. */
const complaints = (name: string, bytes: Uint8Array): readonly string[] =>
  fallsOf(bytes)
    .filter(({ operator, why, copies, isPreferred }) =>
      isPreferred
        ? copies.length > 0 && !ofInputs.test(name)
        : copies.length > 0 || !ofIntegers.has(`${operator}: ${why}`),
    )
    .map(
      ({ node, operator, why, copies }) =>
        `${name}: ${node} (${operator}) falls from CUDA to the CPU: ${why}. It copies ${copies.join(', ') || 'integers'}. Give it another lowering for CUDA, in src/codegen/lowering/choices.ts, or name it here.`,
    )

const onCuda = ({ make }: GraphCase) =>
  loweredFor({ device: 'cuda' }, () => emitModel(make().graph, { name: 'case' }).model)

/** The graphs of a program, by name. */
const graphsOf = (program: Program): readonly (readonly [string, Uint8Array])[] =>
  (['prediction', 'evaluation', 'evaluations', 'step', 'steps'] as const).map((kind) => [
    kind,
    (program[kind] as Program['step'])().model,
  ])

const programComplaints = (name: string, program: Program): readonly string[] =>
  graphsOf(loweredProgram(program, { device: 'cuda' })).flatMap(([kind, bytes]) =>
    complaints(`${name}, ${kind}`, bytes),
  )

describe('nothing that trains falls from CUDA to the CPU', () => {
  test.each(workloads)('in the graphs of the workload $name', ({ name, model, loss }) => {
    expect(programComplaints(name, makeProgram(model(), { optimizer: adam(), loss, metrics: ['accuracy'] }))).toEqual(
      [],
    )
  })

  test.each(['op', 'operation', 'activation', 'layer', 'attention', 'loss'])('of any %s', (family) => {
    const own = graphCases.filter(({ name }) => name.startsWith(`${family} `))
    expect(own.length).toBeGreaterThan(20)
    expect(own.flatMap((one) => complaints(one.name, onCuda(one)))).toEqual([])
  })

  test('of any metric', () => {
    const found = [...metricGroups.values()].flatMap((group) =>
      programComplaints(group.map(([, { metric }]) => metric).join(), metricRun(group).program),
    )
    expect(found).toEqual([])
  })

  test.each(optimizers.cases)('of $optimizer $options $constraints', (one) => {
    const { made, modelOf, sum } = optimizers
    const program = makeProgram(modelOf(one.constraints), { optimizer: made(one), loss: sum })
    expect(programComplaints(one.optimizer, program)).toEqual([])
  })
})

describe('what is lowered for the CPU would fall', () => {
  const fallen = (make: () => Model, kind: 'steps' | 'prediction'): readonly Fall[] =>
    fallsOf((makeProgram(make(), { optimizer: adam(), loss: 'mse' })[kind] as Program['step'])().model)
  const operators = (falls: readonly Fall[]) => [...new Set(falls.map(({ operator }) => operator))]

  test('pooling undone, and what reads that', () => {
    const falls = fallen(models.cnn, 'steps').filter(({ copies }) => copies.length > 0)
    expect(operators(falls)).toEqual(['MaxUnpool', 'ReduceSum', 'Div'])
    expect(falls[0]?.why).toBe('CUDA has no kernel for it')
  })

  test('transposed convolutions that are padded at one end', () => {
    const falls = fallen(models.resnet20, 'steps').filter(({ copies }) => copies.length > 0)
    expect(falls.map(({ why }) => why)).toEqual(Array(2).fill('cuDNN pads both ends alike, not by 0,0,1,1'))
  })

  test('recurrent operators that cuDNN does not have', () => {
    const make = () => sequential(modelInput([4, 3])).lstm(2, { activation: 'relu' })
    expect(fallen(make, 'prediction').map(({ why }) => why)).toEqual([
      "cuDNN's activations are sigmoid, tanh, tanh, not sigmoid, relu, relu",
    ])
    expect(operators(fallen(() => sequential(modelInput([4, 3])).lstm(2), 'prediction'))).toEqual([])
  })
})

describe('what is lowered for CUDA gives the same numbers', () => {
  const others = graphCases
    .filter(({ name }) => /pool|conv|gru|lstm|rnn|bidirectional|matmul|einsum/i.test(name))
    .filter((one) => !Buffer.from(emitModel(one.make().graph, { name: 'case' }).model).equals(onCuda(one)))

  test('of pooling, convolutions, recurrent layers and products', () => {
    const names = others.map(({ name }) => name.replace(/ #\d+/, '').split(' ', 2).join(' '))
    expect([...new Set(names)].sort()).toEqual([
      'layer averagePooling1d',
      'layer averagePooling2d',
      'layer averagePooling3d',
      'layer bidirectional',
      'layer conv1d',
      'layer conv1dTranspose',
      'layer conv2d',
      'layer conv2dTranspose',
      'layer conv3d',
      'layer conv3dTranspose',
      'layer depthwiseConv1d',
      'layer depthwiseConv2d',
      'layer gru',
      'layer lstm',
      'layer maxPooling1d',
      'layer maxPooling2d',
      'layer maxPooling3d',
      'layer separableConv1d',
      'layer separableConv2d',
      'layer simpleRnn',
      'layer timeDistributed',
      'op averagePool',
      'op conv',
      'op matmul',
      'op maxPool',
      'operation matmul(a,',
    ])
  })

  test.each(others)('$name', async ({ make }) => {
    const { graph, feeds } = make()
    const expected = await runGraph(graph, feeds)
    // the graph is written before anything is waited for
    const got = await loweredFor({ device: 'cuda' }, () => runGraph(make().graph, feeds))
    expect([...got.keys()]).toEqual([...expected.keys()])
    for (const [output, value] of expected)
      expect(distance(numbers(got.get(output) as TensorData), numbers(value)), output).toBeLessThan(2e-6)
  })
})

test('products of dims that are known when it runs are lowered for CUDA too', async () => {
  const [a, b] = [input('a', 'float32', ['batch', 1, 1, 2]), input('b', 'float32', [1, 'time', 2, 1])]
  const graph = { inputs: [a, b], outputs: new Map([['y', ops.matmul(a, b)]]) }
  const feeds = {
    a: { dtype: 'float32', shape: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 4) },
    b: { dtype: 'float32', shape: [1, 2, 2, 1], data: Float32Array.of(1, 10, 100, 1000) },
  } as const
  const write = () => emitModel(graph, { name: 'case' })
  expect(loweredFor({ device: 'cuda' }, write).operators).toContain('Expand')
  expect(write().operators).not.toContain('Expand')
  const got = await loweredFor({ device: 'cuda' }, () => runGraph(graph, feeds))
  expect([...numbers(got.get('y') as TensorData)]).toEqual([21, 2100, 43, 4300])
})

describe('compile lowers all graphs for its device', () => {
  const sequence = sequential(modelInput([8, 2])).dense(2)
  const network = sequence.maxPooling1d(2).lstm(2, { activation: 'relu' }).dense(1)

  /** The operators of each graph of the program that a trainer is made of. */
  const operatorsFor = async (device: Device) => {
    const create = vi.spyOn(Trainer, 'create').mockImplementation(async (program) => program as never)
    try {
      const program = (await network.compile({ loss: 'mse', device })) as unknown as Program
      const weights = new Map(
        program.state.map(({ name, dtype, shape, initial }) => [name, { dtype, shape, data: initial(0) }]),
      )
      const part = program.submodel(network)
      return {
        prediction: program.prediction(),
        inference: program.inference(weights),
        evaluation: program.evaluation(),
        evaluations: program.evaluations?.(),
        'prediction of a submodel': part.prediction(),
        'inference of a submodel': part.inference(weights),
        step: program.step(),
        steps: program.steps?.(),
        ...Object.fromEntries(
          Object.entries({
            training: program.training?.('steps'),
            predicting: program.predicting?.(),
            'predicting of a submodel': part.predicting?.(),
            inferring: program.inferring?.(weights),
            'inferring of a submodel': part.inferring?.(weights),
            evaluating: program.evaluating?.('evaluation'),
            'evaluating of evaluations': program.evaluating?.('evaluations'),
          }).map(([kind, slices]) => [kind, atOnce(slices as Slices<CompiledGraph>)]),
        ),
      }
    } finally {
      create.mockRestore()
    }
  }

  test.each([
    ['cpu', ['LSTM'], ['MaxUnpool', 'Scan']],
    ['cuda', ['Scan'], ['Scan', 'ScatterElements']],
  ] as const)('%s', async (device, running, learning) => {
    const known = ['LSTM', 'MaxUnpool', 'Scan', 'ScatterElements']
    for (const [kind, graph] of Object.entries(await operatorsFor(device))) {
      const own = known.filter((operator) => graph?.operators.has(operator))
      const expected = /step|training/.test(kind) ? learning : /evaluations/.test(kind) ? [...running, 'Scan'] : running
      expect([kind, own]).toEqual([kind, [...new Set(expected)]])
    }
  })
})
