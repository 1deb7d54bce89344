import { describe, expect, test } from 'vitest'
import { input } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { readModel } from '../../src/codegen/onnx/read.js'
import * as ops from '../../src/codegen/ops/index.js'
import { encoded } from '../runtime/tensor-file.js'
import { modelBytes, onnx } from '../support/onnx-model.js'

const image = input('image', 'float32', ['batch', 8, null])
const scores = new Map([['scores', ops.softmax(ops.mul(image, ops.add(image, 1)))]])
const { model } = emitModel({ inputs: [image], outputs: scores }, { name: 'inference', description: 'of an image' })

test('reads a model of ours', async () => {
  expect(await readModel(model, 'm.onnx')).toEqual({
    name: 'inference',
    description: 'of an image',
    producer: 'tenon',
    irVersion: 8,
    opsets: new Map([['ai.onnx', 17]]),
    inputs: [{ name: 'image', dtype: 'float32', shape: ['batch', 8, null], description: '' }],
    defaults: [],
    outputs: [{ name: 'scores', dtype: 'float32', shape: ['batch', 8, null], description: '' }],
    operators: new Map([
      ['Add', 1],
      ['Mul', 1],
      ['Softmax', 1],
    ]),
    parameters: 0,
    metadata: new Map(),
  })
})

describe('reads what other exporters write', () => {
  test('dims, scalars, and tensors of unknown rank', async () => {
    const open = { name: 'open', type: { tensorType: { elemType: 1 } }, docString: 'any image' }
    const negative = { name: 'y', type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: -1 }, {}] } } } }
    const bytes = modelBytes([], [], {
      graph: {
        input: [open],
        output: [negative, { ...negative, name: 'z', type: { tensorType: { elemType: 7, shape: {} } } }],
      },
    })
    const { inputs, outputs } = await readModel(bytes, 'm.onnx')
    expect(inputs).toEqual([{ name: 'open', dtype: 'float32', shape: null, description: 'any image' }])
    expect(outputs.map(({ shape, dtype }) => [dtype, shape])).toEqual([
      ['float32', [null, null]],
      ['int64', []],
    ])
  })

  test('element types and kinds of values that Tenon has no tensors of', async () => {
    const kinds = [
      { tensorType: { elemType: 10 } },
      { tensorType: { elemType: 23 } },
      { sequenceType: {} },
      { mapType: {} },
      { optionalType: {} },
      { sparseTensorType: {} },
      undefined,
    ]
    const bytes = modelBytes([], [], {
      graph: { output: kinds.map((type, i) => ({ name: `o${i}`, ...(type && { type }) })) },
    })
    const { outputs } = await readModel(bytes, 'm.onnx')
    expect(outputs.map(({ dtype }) => dtype)).toEqual([
      'float16',
      'element type 23',
      'sequence',
      'map',
      'optional',
      'sparse tensor',
      'unknown',
    ])
  })

  test('initializers: inputs that have one are defaults, floats that are no scalars are parameters', async () => {
    const initializer = [
      { name: 'w', dataType: 1, dims: [3, 4] },
      { name: 'half', dataType: 10, dims: [2] },
      { name: 'epsilon', dataType: 1, dims: [] },
      { name: 'shape', dataType: 7, dims: [2] },
    ]
    const values = [
      ['x', 'float32', ['N', 3]],
      ['w', 'float32', [3, 4]],
    ] as const
    const found = await readModel(
      modelBytes(values, [['y', 'float32', ['N', 4]]], { graph: { initializer } }),
      'm.onnx',
    )
    expect(found.inputs.map(({ name }) => name)).toEqual(['x'])
    expect(found.defaults.map(({ name }) => name)).toEqual(['w'])
    expect(found.parameters).toBe(14)
  })

  test('operators of subgraphs and of other domains, metadata, versions', async () => {
    const inner = { node: [{ opType: 'Add' }, { opType: 'Gelu', domain: 'com.microsoft' }] }
    const node = [
      {
        opType: 'If',
        attribute: [
          { name: 'then_branch', g: inner },
          { name: 'more', graphs: [inner] },
        ],
      },
      { opType: 'Add', domain: 'ai.onnx' },
    ]
    const bytes = modelBytes([], [['y', 'float32', []]], {
      producerVersion: '2.1',
      irVersion: 10,
      opsetImport: [{ version: 21 }, { domain: 'com.microsoft', version: 1 }],
      metadataProps: [{ key: 'author', value: 'someone' }],
      docString: 'whole',
      graph: { node, docString: 'part' },
    })
    const found = await readModel(bytes, 'm.onnx')
    expect([...found.operators]).toEqual([
      ['Add', 3],
      ['If', 1],
      ['com.microsoft:Gelu', 2],
    ])
    expect(found).toMatchObject({ producer: 'test 2.1', irVersion: 10, description: 'whole' })
    expect([...found.opsets]).toEqual([
      ['ai.onnx', 21],
      ['com.microsoft', 1],
    ])
    expect([...found.metadata]).toEqual([['author', 'someone']])
  })
})

describe('rejects what is not a whole model, naming the file', () => {
  const rejected = (bytes: Uint8Array) => expect(readModel(bytes, 'some/m.onnx')).rejects

  test('cut off at any byte', async () => {
    for (let length = 0; length < model.length; length++) {
      await rejected(model.subarray(0, length)).toThrow(/^some\/m\.onnx is not a whole ONNX model: /)
    }
  })

  test.each([
    ['text', new TextEncoder().encode('# A README, not a model\n')],
    ['JSON', new TextEncoder().encode('{"modelTopology": {}}')],
    ['a web page', new TextEncoder().encode('<!doctype html><html></html>')],
    ['zeros', new Uint8Array(64)],
    ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 33, 0)],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['safetensors', encoded({ tensors: new Map(), metadata: { format: 'tenon-weights' } })],
    ['a tensor', onnx.TensorProto.encode({ name: 't', dims: [2], dataType: 1, floatData: [1, 2] }).finish()],
  ])('%s', async (_, bytes) => {
    await rejected(bytes).toThrow(/^some\/m\.onnx is not a whole ONNX model: /)
  })

  const y = [['y', 'float32', ['N']]] as const
  test.each([
    ['no bytes', new Uint8Array(), 'it is empty'],
    [
      'no graph',
      onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ version: 17 }] }).finish(),
      'no graph with an output',
    ],
    ['no output', modelBytes([], []), 'no graph with an output'],
    ['no operator set', modelBytes([], y, { opsetImport: [] }), 'names no operator set'],
    ['a format version of 0', modelBytes([], y, { irVersion: 0 }), 'format version is 0'],
    ['an operator set of the far future', modelBytes([], y, { opsetImport: [{ version: 1e6 }] }), 'ai.onnx 1000000'],
    ['a nameless output', modelBytes([], [['', 'float32', []]]), 'has no name'],
  ])('%s', async (_, bytes, problem) => {
    await rejected(bytes).toThrow(problem)
  })

  test('random bytes', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const noise = Uint8Array.from({ length: 1 + (seed % 60) }, (_, i) => (Math.sin(seed * 97 + i * 13) * 1e4) & 255)
      await rejected(noise).toThrow('is not a whole ONNX model')
    }
  })
})
