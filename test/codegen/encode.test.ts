import onnxProto from 'onnx-proto'
import { describe, expect, test } from 'vitest'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { rebuild, rewriting } from '../../src/codegen/ir/rewrite.js'
import { input, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { nodesOfSlice, type Slices } from '../../src/codegen/slices.js'
import { makeProgram } from '../../src/dsl/program.js'
import { adam, type Model, input as modelInput, sequential } from '../../src/index.js'

const { ModelProto } = onnxProto.onnx

const models: readonly (readonly [string, () => Model])[] = [
  [
    'images',
    () =>
      sequential(modelInput([8, 8, 3]))
        .conv2d(4, 3, { padding: 'same', strides: 2 })
        .batchNormalization()
        .maxPooling2d(2)
        .upSampling2d(2)
        .dropout(0.5)
        .flatten()
        .dense(3, { activation: 'softmax' }),
  ],
  [
    'series',
    () =>
      sequential(modelInput([6], { dtype: 'int32' }))
        .embedding(20, 4)
        .lstm(5, { returnSequences: true })
        .gru(3)
        .dense(3, { activation: 'gelu' }),
  ],
]

describe.each(models)('a model of %s', (_, make) => {
  const program = makeProgram(make(), { optimizer: adam(), loss: 'sparseCategoricalCrossentropy' })
  const weights = new Map(
    program.state.map(({ name, dtype, shape, initial }) => [name, { dtype, shape, data: initial(1) }]),
  )

  test('is written as the schema says, byte for byte', () => {
    const graphs = [
      program.step(),
      program.steps?.(),
      program.step({ state: weights, sampleWeight: true }),
      program.evaluation({ state: weights }),
      program.prediction(),
      program.inference(weights, { description: 'häuser' }),
    ]
    for (const graph of graphs) {
      const { model } = graph as { readonly model: Uint8Array }
      expect(Buffer.compare(ModelProto.encode(ModelProto.decode(model)).finish(), model)).toBe(0)
      expect(ModelProto.verify(ModelProto.decode(model))).toBeNull()
    }
  })

  test('gives way to other work every few nodes', () => {
    const slices = program.training?.('steps') as Slices<unknown>
    let yields = 0
    while (!slices.next().done) yields += 1
    const { graph } = ModelProto.decode(program.steps?.().model as Uint8Array)
    const body = graph?.node?.flatMap(({ attribute }) => attribute?.flatMap(({ g }) => g?.node ?? []) ?? []) ?? []
    // forward, gradients, passes, and twice what is written
    expect(yields).toBeGreaterThan((5 * body.length) / nodesOfSlice)
  })
})

test('a pass that changes nothing gives way too', () => {
  let x: Value = input('x', 'float32', [2])
  for (let i = 0; i < 10 * nodesOfSlice; i++) x = ops.add(x, 1)
  const slices = rewriting([x], rebuild)
  let yields = 0
  let next = slices.next()
  for (; !next.done; next = slices.next()) yields += 1
  expect(next.value).toEqual([x])
  expect(yields).toBe(10)
  expect(topologicalOrder([x])).toHaveLength(10 * nodesOfSlice)
})
