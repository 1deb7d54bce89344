import { describe, expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { defineLayer } from '../../src/dsl/define-layer.js'
import { model } from '../../src/dsl/functional.js'
import { initializers } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import type { Layer } from '../../src/dsl/layer.js'
import {
  additiveAttention,
  attention,
  dense,
  groupedQueryAttention,
  multiHeadAttention,
  timeDistributed,
} from '../../src/dsl/layers/index.js'
import { add } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { distance, numbers } from '../support/evaluate.js'

const floats = (...shape: readonly number[]) => {
  const count = shape.reduce((a, b) => a * b, 1)
  return new Tensor(
    Float32Array.from({ length: count }, (_, i) => Math.sin(0.9 * i + 0.3)),
    shape,
    'float32',
  )
}

const makers: Readonly<Record<string, () => Layer>> = {
  attention: () => attention({ useScale: true, scoreMode: 'concat' }) as never,
  additiveAttention: () => additiveAttention() as never,
  multiHeadAttention: () => multiHeadAttention(2, 3) as never,
  groupedQueryAttention: () => groupedQueryAttention(3, 4, 2, { useCausalMask: true }) as never,
}

describe.each(Object.entries(makers))('%s in timeDistributed', (_, make) => {
  test('attends within each step, with weights like its own', async () => {
    const plain = sequential(input([5, 4])).pipe(make())
    const steps = sequential(input([3, 5, 4])).pipe(timeDistributed(make()))
    const [own, inside] = [await plain.compile({ loss: 'mse' }), await steps.compile({ loss: 'mse' })]
    const weights = new Map([...own.weights()].map(([name, tensor]) => [`time_distributed/${name}`, tensor]))
    await inside.setWeights(weights)
    const x = floats(2, 3, 5, 4)
    const flat = new Tensor(x.data, [6, 5, 4], 'float32')
    const [a, b] = [numbers(await own.predict(flat as never)), numbers(await inside.predict(x as never))]
    expect(distance(a, b)).toBeLessThan(1e-6)
    await inside.fit(x as never, floats(2, 3, 5, 4) as never, { epochs: 2, verbose: 0 })
    const trained = inside.weights()
    expect(distance(numbers(await inside.predict(x as never)), b)).toBeGreaterThan(1e-6)
    expect([...trained.keys()]).toEqual([...weights.keys()])
    await own[Symbol.asyncDispose]()
    await inside[Symbol.asyncDispose]()
  })

  test('masks of words count within sentences', async () => {
    const texts = sequential(input([null, null], { dtype: 'int32' }))
      .embedding(5, 4, { maskZero: true })
      .pipe(timeDistributed(block(make(), dense(3))))
    await using trainer = await texts.compile({ loss: 'mse' })
    const short = new Tensor(Int32Array.of(1, 2, 3, 4), [2, 1, 2], 'int32')
    const long = new Tensor(Int32Array.of(1, 2, 0, 3, 4, 0), [2, 1, 3], 'int32')
    const [a, b] = [await trainer.predict(short as never), await trainer.predict(long as never)]
    const kept = numbers(b).filter((_, i) => i % 9 < 6)
    expect(distance(numbers(a), kept)).toBeLessThan(1e-6)
  })
})

describe('weights', () => {
  const x = input([5, 4])

  test('have the name of the layer before theirs, as in Keras', () => {
    const layer = attention({ useScale: true, scoreMode: 'concat', name: 'look' })
    const twice = model({ inputs: x, outputs: add(layer(x), additiveAttention()(layer(x))) })
    expect(weightsOf(twice.graph).map(({ name, spec }) => [name, spec.shape])).toEqual([
      ['look/scale', []],
      ['look/concatScoreWeight', []],
      ['additive_attention/scale', [4]],
    ])
  })

  test.each(Object.entries(makers))('%s is frozen, and says so', async (_, make) => {
    const layer = make()
    expect(layer.trainable).toBe(true)
    layer.trainable = false
    expect(layer.trainable).toBe(false)
    const trainer = await model({ inputs: x, outputs: layer(x) }).compile({ loss: 'mse' })
    const before = [...trainer.weights().values()].flatMap((tensor) => numbers(tensor))
    await trainer.fit(floats(2, 5, 4), floats(2, 5, 4), { epochs: 1, verbose: 0 })
    expect([...trainer.weights().values()].flatMap((tensor) => numbers(tensor))).toEqual(before)
    expect(before.length).toBeGreaterThan(0)
    await trainer[Symbol.asyncDispose]()
  })

  test('are there where nothing is trained, too', () => {
    const layer = attention({ trainable: false })
    expect(layer.trainable).toBe(false)
    layer.trainable = true
    expect(layer.trainable).toBe(true)
    expect(() => attention({ trainable: 1 as never })).toThrow('attention: trainable must be true or false, got 1')
  })
})

test('inputs in a list, as Keras takes them, and one behind another say how to give them', () => {
  const [query, value] = [input([5, 4]), input([3, 4])]
  for (const [name, make] of Object.entries(makers)) {
    const layer = make() as (...given: unknown[]) => unknown
    expect(() => layer([query, value])).toThrow(
      `${name}: expected the query, got a list; give the others by name: ${name}(…)(query, { value, key })`,
    )
    expect(() => layer(query, value)).toThrow(
      `${name}: got a tensor in place of options; give what is attended to as { value }`,
    )
  }
  expect(() => add([query, query] as never, query as never)).toThrow(
    'add: expected a tensor of a model or a number, got a list; give them one by one',
  )
})

test('an attention without weights works in a layer of one’s own', async () => {
  const looking = defineLayer('looking', { call: (x) => attention()(x as never) })
  const plain = await sequential(input([5, 4]))
    .attention()
    .compile({ loss: 'mse' })
  const own = await sequential(input([5, 4]))
    .pipe(looking)
    .compile({ loss: 'mse' })
  const [a, b] = [await plain.predict(floats(2, 5, 4)), await own.predict(floats(2, 5, 4))]
  expect(distance(numbers(a), numbers(b))).toBeLessThan(1e-6)
  await plain[Symbol.asyncDispose]()
  await own[Symbol.asyncDispose]()
})

test('the scores are an output like others', async () => {
  const query = input([5, 4], { name: 'query' })
  const [output, scores] = multiHeadAttention(2, 3)(query, { returnAttentionScores: true })
  await using trainer = await model({ inputs: query, outputs: { output, scores } }).compile({ loss: { output: 'mse' } })
  const all = await trainer.predict(floats(2, 5, 4))
  expect(all.scores.shape).toEqual([2, 2, 5, 5])
  const rows = numbers(all.scores)
  const sums = Array.from({ length: 20 }, (_, row) => rows.slice(row * 5, row * 5 + 5).reduce((a, b) => a + b, 0))
  expect(distance(sums, Array(20).fill(1))).toBeLessThan(1e-6)
})

test('dropout drops what is attended to in training, and nothing in inference', async () => {
  const dropping = sequential(input([5, 4])).attention({ dropout: 0.5 })
  const plain = sequential(input([5, 4])).attention()
  const [a, b] = [await dropping.compile({ loss: 'mse', seed: 1 }), await plain.compile({ loss: 'mse', seed: 1 })]
  const x = floats(2, 5, 4)
  expect(numbers(await a.predict(x))).toEqual(numbers(await b.predict(x)))
  await a[Symbol.asyncDispose]()
  await b[Symbol.asyncDispose]()
})

test.each<[() => unknown, string]>([
  [
    () => attention({ useScale: true })(input([5, 4]), { attentionMask: input([5, 5]) } as never),
    'attention: unknown option attentionMask; expected one of value, key, useCausalMask, returnAttentionScores, initialState',
  ],
  [() => attention({ scoreMode: 'sum' as never }), `attention: scoreMode must be 'dot' or 'concat', got "sum"`],
])('%s', (make, message) => {
  expect(make).toThrow(message)
})

// limits by Keras 3.15: √(6 / (fan-in + fan-out)), where heads and what each has are outputs of one projection, and inputs of the last
test('kernels begin within the limits that Keras draws them from, heads counted with their features', async () => {
  const layer = multiHeadAttention(4, 32, { valueDim: 16 })
  await using trainer = await sequential(input([5, 64]))
    .pipe(layer)
    .compile({ loss: 'mse', seed: 1 })
  const limits = { query: 0.17678, key: 0.17678, value: 0.21651, attention_output: 0.21651 }
  for (const [name, limit] of Object.entries(limits)) {
    const kernel = trainer.weights().get(`multi_head_attention/${name}/kernel`)
    const largest = Math.max(...numbers(kernel as never).map(Math.abs))
    expect([largest <= limit, largest > 0.99 * limit], name).toEqual([true, true])
  }
})

test('an initializer that says which axes it counts is left alone', async () => {
  const kernelInitializer = initializers.glorotUniform({ inputAxes: [0], outputAxes: [1] })
  await using trainer = await sequential(input([5, 64]))
    .multiHeadAttention(4, 32, { kernelInitializer })
    .compile({ loss: 'mse', seed: 1 })
  const kernel = numbers(trainer.weights().get('multi_head_attention/query/kernel') as never)
  const largest = Math.max(...kernel.map(Math.abs))
  expect([largest <= Math.sqrt(6 / 68), largest > 0.99 * Math.sqrt(6 / 68)]).toEqual([true, true])
})
