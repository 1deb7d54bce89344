import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compile } from '../../src/dsl/compile.js'
import { defineLayer } from '../../src/dsl/define-layer.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { activation, dropout } from '../../src/dsl/layers/index.js'
import { add, cast, greater, mean, multiply, subtract } from '../../src/dsl/operations/index.js'
import { l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'

const warnings: string[] = []
const listen = (warning: Error) => void (warning.name === 'TenonWarning' && warnings.push(warning.message))

beforeEach(() => void process.on('warning', listen))
afterEach(() => {
  process.off('warning', listen)
  warnings.length = 0
})

const center = () => defineLayer('center', { call: (x) => subtract(x, mean(x, { axis: 1, keepDims: true })) })
const double = (eachStep?: boolean) => defineLayer('double', { call: (x) => multiply(x, 2), eachStep })

const masked = (layer: ReturnType<typeof double>) =>
  sequential(input([null], { dtype: 'int32' }))
    .embedding(4, 2, { maskZero: true })
    .pipe(layer)
    .lstm(2)

describe('a layer that sees the whole series', () => {
  test('cannot take it in pieces', async () => {
    await using trainer = await compile(
      sequential(input([null, 3]))
        .pipe(center())
        .lstm(2),
      { loss: 'mse' },
    )
    expect(() => trainer.exportInference({ states: true })).toThrow(
      'exportInference: states: true needs layers that take a series step by step, but center (center) sees all of it at once',
    )
  })

  test('ends a mask, and says so', async () => {
    await using trainer = await compile(masked(center()), { loss: 'mse' })
    await trainer.predict(new Tensor(Int32Array.of(1, 2, 0), [1, 3], 'int32'))
    await new Promise(setImmediate)
    expect(warnings).toEqual([
      'center (center) does not take a mask: from there on, masked steps count like all others',
    ])
  })
})

describe('eachStep', () => {
  test('lets a series come in pieces', async () => {
    await using trainer = await compile(
      sequential(input([null, 3]))
        .pipe(double(true))
        .lstm(2),
      { loss: 'mse' },
    )
    const { inputs } = trainer.exportInference({ states: true })
    expect(inputs.map(({ name }) => name)).toEqual(['input', 'lstm/h', 'lstm/c'])
  })

  test('lets a mask pass', async () => {
    await using trainer = await compile(masked(double(true)), { loss: 'mse', seed: 1 })
    const [padded, whole] = await Promise.all([
      trainer.predict(new Tensor(Int32Array.of(1, 2, 0), [1, 3], 'int32')),
      trainer.predict(new Tensor(Int32Array.of(1, 2), [1, 2], 'int32')),
    ])
    await new Promise(setImmediate)
    expect(warnings).toEqual([])
    expect(numbers(padded)).toEqual(numbers(whole))
  })

  test('must be true or false', () => {
    expect(() => double(1 as never)).toThrow(new TypeError('double: eachStep must be true or false, got 1'))
  })
})

describe('what a layer computes', () => {
  const x = new Tensor(Float32Array.of(1, -1, 2, -2), [2, 2], 'float32')

  test.each([
    ['bool', defineLayer('positive', { call: (x) => greater(x, 0) })],
    ['int32', defineLayer('whole', { call: (x) => cast(greater(x, 0), 'int32') })],
    ['float64', defineLayer('wide', { call: (x) => cast(greater(x, 0), 'float64') })],
  ])('is float32, not %s', async (_, layer) => {
    const network = sequential(input([2])).pipe(layer)
    const placed = input([2])
    await using trainer = await compile(model({ inputs: placed, outputs: add(layer(placed), 1) }), { loss: 'mse' })
    await using chain = await compile(network.dense(1, { kernelInitializer: 'ones' }), { loss: 'mse' })
    expect(numbers(await trainer.predict(x))).toEqual([2, 1, 2, 1])
    expect(numbers(await chain.predict(x))).toEqual([1, 1])
  })

  test('may hold penalties and random numbers', async () => {
    const penalized = defineLayer('penalized', {
      call: (x) => dropout(0.5)(activation('relu', { activityRegularizer: l2(1) })(x)),
    })
    await using trainer = await compile(sequential(input([2])).pipe(penalized), { loss: 'mse' })
    const y = new Tensor(Float32Array.of(1, 0, 2, 0), [2, 2], 'float32')
    expect(await trainer.evaluate(x, y)).toEqual({ loss: (1 + 4) / 2 })
  })

  test('has one shape, in training too', () => {
    const shrinks = defineLayer('shrinks', {
      call: (x, _, { training }) => (training ? mean(x, { axis: 1, keepDims: true }) : x),
    })
    expect(() => shrinks(input([4]))).toThrow(
      'shrinks: gives [batch, 1] in training, and [batch, 4] else, for [batch, 4]; it must give one shape',
    )
  })
})

describe('weights that are none', () => {
  const call = (x: never) => x
  test.each([
    [{ gain: { shape: [1] } }, "s: weights must be a function of the input's shape, got { gain }"],
    [() => [3], 's: weights must give an object of weights by name, such as { gain: { shape: [3] } }, got [3]'],
    [
      () => undefined,
      's: weights must give an object of weights by name, such as { gain: { shape: [3] } }, got undefined',
    ],
    [() => ({ gain: [3] }), 's: weight gain must be an object with its shape, as in { gain: { shape: [3] } }, got [3]'],
    [
      () => ({ gain: null }),
      's: weight gain must be an object with its shape, as in { gain: { shape: [3] } }, got null',
    ],
  ])('%s', (weights, sentence) => {
    expect(() => defineLayer('s', { weights: weights as never, call: call as never })(input([3]))).toThrow(
      new TypeError(sentence),
    )
  })
})
