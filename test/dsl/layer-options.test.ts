import { describe, expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import * as layers from '../../src/dsl/layers/index.js'

/* What JavaScript gives layers as options: values that it would read as others, or as defaults. */

const [series, image] = [input([7, 4]), input([8, 8, 4])]
type Make = (...all: unknown[]) => (x: unknown, options?: unknown) => { readonly shape: readonly unknown[] }
const made = layers as unknown as Readonly<Record<keyof typeof layers, Make>>

test.each<[() => unknown, string]>([
  [() => made.dense(3, { useBias: 0 }), 'dense: useBias must be true or false, got 0'],
  [() => made.depthwiseConv2d(3, { useBias: 'no' }), 'depthwiseConv2d: useBias must be true or false, got "no"'],
  [() => made.embedding(3, 2, { maskZero: 1 }), 'embedding: maskZero must be true or false, got 1'],
  [() => made.lstm(3, { unitForgetBias: null }), 'lstm: unitForgetBias must be true or false, got null'],
  [() => made.gru(3, { resetAfter: 'no' }), 'gru: resetAfter must be true or false, got "no"'],
  [() => made.layerNormalization({ center: 0 }), 'layerNormalization: center must be true or false, got 0'],
  [() => made.batchNormalization({ scale: 'no' }), 'batchNormalization: scale must be true or false, got "no"'],
  [() => made.normalization({ invert: 1 }), 'normalization: invert must be true or false, got 1'],
  [() => made.globalMaxPooling1d({ keepDims: 1 }), 'globalMaxPooling1d: keepDims must be true or false, got 1'],
  [() => made.globalMaxPooling2d({ keepDims: 1 }), 'globalMaxPooling2d: keepDims must be true or false, got 1'],
  [() => made.globalMaxPooling3d({ keepDims: 1 }), 'globalMaxPooling3d: keepDims must be true or false, got 1'],
  [() => made.attention({ useScale: 1 }), 'attention: useScale must be true or false, got 1'],
  [() => made.additiveAttention({ useCausalMask: 1 }), 'additiveAttention: useCausalMask must be true or false, got 1'],
  [
    () => made.multiHeadAttention(2, 3, { useGate: 'no' }),
    'multiHeadAttention: useGate must be true or false, got "no"',
  ],
  [
    () => made.groupedQueryAttention(2, 4, 2, { useBias: 0 }),
    'groupedQueryAttention: useBias must be true or false, got 0',
  ],
])('a flag is true or false: %s', (make, message) => {
  expect(make).toThrow(new RangeError(message))
})

test.each<[() => unknown, string]>([
  [() => made.dense(3, { name: 3 }), 'dense: name must be a string that is not empty, got 3'],
  [() => made.dropout(0.5, { name: '' }), 'dropout: name must be a string that is not empty, got ""'],
  [() => made.attention({ name: null }), 'attention: name must be a string that is not empty, got null'],
  [() => made.elu({ alpha: '1' }), 'elu: alpha must be a number, got "1"'],
  [() => made.leakyRelu({ negativeSlope: null }), 'leakyRelu: negativeSlope must be a number of 0 or more, got null'],
  [() => made.activityRegularization({ l1: {} }), 'activityRegularization: l1 must be a number of 0 or more, got {}'],
  [() => made.activityRegularization({ l2: '1' }), 'activityRegularization: l2 must be a number of 0 or more, got "1"'],
])('%s', (make, message) => {
  expect(make).toThrow(new RangeError(message))
})

describe('null is what it is in Keras, as if left out', () => {
  test.each<[() => { readonly shape: readonly unknown[] }, readonly unknown[]]>([
    [() => made.multiHeadAttention(2, 3, { valueDim: null, outputShape: null, slidingWindow: null })(series), [7, 4]],
    [() => made.groupedQueryAttention(2, 4, 2, { slidingWindow: null })(series), [7, 4]],
    [() => made.einsumDense('abc,cd->abd', [null, 6], { biasAxes: null })(series), [7, 6]],
    [() => made.prelu({ sharedAxes: null })(series), [7, 4]],
    [() => made.softmax({ axis: null })(series), [7, 4]],
    [() => made.groupNormalization({ groups: 2, axis: null })(series), [7, 4]],
    [() => made.batchNormalization({ axis: null })(series), [7, 4]],
    [() => made.maxPooling2d(null, { strides: null })(image), [4, 4, 4]],
    [() => made.upSampling2d(null)(image), [16, 16, 4]],
    [() => made.cropping1d(null)(series), [5, 4]],
    [() => made.zeroPadding1d(null)(series), [9, 4]],
    [() => made.conv2dTranspose(3, 2, { outputPadding: null })(image), [9, 9, 3]],
    [() => made.randomZoom(0.1, null)(image), [8, 8, 4]],
  ])('%s', (use, shape) => {
    expect(use().shape.slice(1)).toEqual(shape)
  })
})

const attending: readonly [string, () => ReturnType<Make>][] = [
  ['attention', () => made.attention()],
  ['additiveAttention', () => made.additiveAttention()],
  ['multiHeadAttention', () => made.multiHeadAttention(2, 3)],
  ['groupedQueryAttention', () => made.groupedQueryAttention(2, 4, 2)],
]

describe.each(attending)('a call of %s', (name, make) => {
  test.each<[string, unknown, Error]>([
    [
      'the value behind the query',
      series,
      new TypeError(`${name}: got a tensor in place of options; give what is attended to as { value }`),
    ],
    ['null', null, new TypeError(`${name}: options must be an object, got null`)],
    [
      'first states',
      { initialState: [series] },
      new TypeError('initialState: only a recurrent layer, such as lstm(64), takes first states'),
    ],
    ['no flag', { useCausalMask: 'no' }, new RangeError(`${name}: useCausalMask must be true or false, got "no"`)],
    [
      'a number for a flag',
      { returnAttentionScores: 1 },
      new RangeError(`${name}: returnAttentionScores must be true or false, got 1`),
    ],
  ])('does not take %s', (_, options, error) => {
    expect(() => make()(series, options)).toThrow(error)
  })
})

test.each<[string, readonly unknown[]]>([
  ['attention', []],
  ['additiveAttention', []],
  ['multiHeadAttention', [2, 3]],
  ['groupedQueryAttention', [2, 4, 2]],
])('%s says so of its own options', (name, first) => {
  const make = made[name as 'attention']
  expect(() => make(...first, series)).toThrow(
    new TypeError(`${name}: got a tensor in place of options; make the layer first, then call it with the tensor`),
  )
  expect(() => make(...first, { trainable: 'no' })).toThrow(
    new TypeError(`${name}: trainable must be true or false, got "no"`),
  )
})

test('an activation that is left out is none', () => {
  expect(() => made.activation()).toThrow(/^unknown activation undefined; expected one of relu, /)
})
