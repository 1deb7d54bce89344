import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { input } from '../../src/dsl/input.js'
import type { AdaptingLayer } from '../../src/dsl/layers/adapting-layer.js'
import * as layers from '../../src/dsl/layers/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { fromGenerator } from '../../src/runtime/data/from-generator.js'
import { fromTensors } from '../../src/runtime/data/from-tensors.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { createRandom } from '../../src/runtime/random.js'
import { tensor } from '../../src/runtime/tensor.js'
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { definitionOf } from '../support/layer-graph.js'

/* Layers that learn from data before they are used. */

interface Case {
  readonly layer: 'discretization' | 'normalization'
  readonly args: readonly unknown[]
  readonly batches: readonly Golden[]
  readonly weights: Readonly<Record<string, Golden>>
}

const cases = JSON.parse(readFileSync(new URL('../golden/adapt.json', import.meta.url), 'utf8')) as Case[]

const factories = new Map(Object.entries(layers) as unknown as [string, unknown][])
const make = ({ layer, args }: Case) => (factories.get(layer) as (...all: unknown[]) => AdaptingLayer<never>)(...args)

/** The weights that a layer has for samples of this shape, by name. */
const weightsOf = (layer: unknown, sample: readonly number[]) =>
  Object.fromEntries(
    definitionOf(layer)
      .weights(['batch', ...sample])
      .map(({ name, shape, initializer }) => [name, { shape, data: initializer.fill(shape, createRandom(0, name)) }]),
  )

describe('layers learn what Keras learns', () => {
  test.each(cases.map((one, i) => [`#${i} ${one.layer} ${JSON.stringify(one.args)}`, one] as const))(
    '%s',
    async (_, one) => {
      const batches = one.batches.map(fromGolden)
      const stream = fromGenerator(function* () {
        for (const { data, shape } of batches) yield tensor(data as Float32Array, shape)
      })
      const sample = (one.batches[0] as Golden).shape.slice(1)
      for (const data of [stream, ...(batches.length === 1 ? batches : [])]) {
        const weights = weightsOf(await make(one).adapt(data as never), sample)
        expect(Object.keys(weights)).toEqual(Object.keys(one.weights))
        for (const [name, { shape, data: expected }] of Object.entries(one.weights)) {
          expect(weights[name]?.shape).toEqual(shape)
          const scale = Math.max(1, ...expected.map(Math.abs))
          expect(distance([...(weights[name]?.data ?? [])], expected) / scale, name).toBeLessThan(1e-6)
        }
      }
    },
  )
})

const x = [
  [1, 10],
  [2, 30],
  [3, 50],
  [6, 30],
]
const y = [[0], [1], [0], [1]]

/** A model of one number behind the layer. */
const modelOf = (layer: ReturnType<typeof layers.normalization>) =>
  sequential(input([2]))
    .pipe(layer)
    .dense(1)

describe('a normalization in a model', () => {
  test('is state that training leaves as it is, and that files and exported graphs have', async () => {
    const layer = await layers.normalization().adapt(x)
    await using trainer = await modelOf(layer).compile({ loss: 'mse', optimizer: 'sgd' })
    await trainer.fit(x, y, { epochs: 3, verbose: 0 })
    const kept = () =>
      ['mean', 'variance'].map((name) => numbers(trainer.weights().get(`normalization/${name}`) as TensorData))
    expect(kept()).toEqual([
      [3, 30],
      [3.5, 200],
    ])
    const exported = await loadModel(trainer.exportInference().model)
    const [expected, got] = [await trainer.predict(x), await exported.run({ input: tensor(x) })]
    expect(distance(numbers(got['dense'] as TensorData), numbers(expected))).toBeLessThan(1e-6)
    await exported.release()
  })

  test('is what it was when the model was compiled', async () => {
    const layer = await layers.normalization().adapt(x)
    const model = modelOf(layer)
    await using first = await model.compile({ loss: 'mse' })
    const before = await first.predict(x)
    await layer.adapt([
      [0, 0],
      [2, 2],
    ])
    expect((await first.predict(x)).data).toEqual(before.data)
    await using second = await model.compile({ loss: 'mse' })
    expect(numbers(second.weights().get('normalization/mean') as TensorData)).toEqual([1, 1])
    await second.setWeights(first.weights())
    expect((await second.predict(x)).data).toEqual(before.data)
  })

  test('adapts to a dataset, whose targets do not matter, and to bytes', async () => {
    const mean = (layer: unknown) => [...(weightsOf(layer, [2])['mean']?.data ?? [])]
    expect(mean(await layers.normalization().adapt(fromTensors(x, y).shuffle(4).batch(3)))).toEqual([3, 30])
    expect(mean(await layers.normalization().adapt(tensor(Uint8Array.of(1, 2, 3, 4), [2, 2])))).toEqual([2, 3])
  })

  test.each<[string, () => unknown]>([
    ['normalization', () => modelOf(layers.normalization())],
    ['normalization_1', () => modelOf(layers.normalization({ axis: null, mean: 0, variance: 1 })).normalization()],
    ['scaled', () => sequential(input([2])).normalization({ name: 'scaled' })],
    ['time_distributed', () => sequential(input([3, 2])).timeDistributed(layers.normalization())],
    ['sequential/normalization', () => sequential(input([2])).pipe(sequential(input([2])).normalization())],
  ])('that was not adapted has no graph: %s', async (name, make) => {
    await expect((make() as ReturnType<typeof modelOf>).compile({ loss: 'mse' })).rejects.toThrow(
      `compile: ${name} has not been adapted: make it by normalization(), await its adapt(data), then pipe it; or give it mean and variance`,
    )
  })

  test.each<[string, () => unknown, string]>([
    [
      'NaN',
      () => layers.normalization().adapt([[1], [Number.NaN]]),
      'normalization.adapt: data holds NaN in row 1; expected finite numbers of float32',
    ],
    [
      'no rows',
      () => layers.normalization().adapt([]),
      'normalization.adapt: the data have no rows; give at least one',
    ],
    [
      'ragged rows',
      () => layers.normalization().adapt([[1], [1, 2]]),
      'normalization.adapt: data is ragged: row 1 has shape [2] beside [1]',
    ],
    [
      'numbers without axes',
      () => layers.normalization().adapt(Float32Array.of(1, 2)),
      'normalization: expected input [batch, …, features], got [2]',
    ],
    [
      'what is no data',
      () => layers.normalization().adapt('x' as never),
      'normalization.adapt: data must be a tensor; make one with tensor(…)',
    ],
    [
      'an endless dataset',
      () => layers.normalization().adapt(fromTensors(x).repeat()),
      'normalization.adapt: the dataset repeats without end; give its first rows, as take(count) does',
    ],
    [
      'several tensors',
      () => layers.normalization().adapt(fromTensors({ a: x, b: x }) as never),
      "normalization.adapt: the dataset's x is several tensors: a, b; choose one by map, as in map((x) => [x.NAME])",
    ],
    [
      'rows of other sizes',
      () =>
        layers.normalization().adapt(
          fromGenerator(function* () {
            yield [[[1, 2]]]
            yield [[[1, 2, 3]]]
          }),
        ),
      'normalization.adapt: row 0 of batch 1 has [3] along the kept axes, after rows of [2]; give rows of one size',
    ],
    [
      'statistics of its own',
      () => layers.normalization({ mean: 0, variance: 1 }).adapt(x),
      'normalization.adapt: mean and variance are given; leave them out to adapt',
    ],
    [
      'numbers too large',
      () => layers.normalization().adapt([[-3e38], [3e38]]),
      'normalization.adapt: the variance 9.00e+76 is beyond float32; scale the data first',
    ],
  ])('does not adapt to %s', async (_, adapt, sentence) => {
    await expect(adapt()).rejects.toThrow(sentence)
  })

  test('takes what it was adapted to', async () => {
    const layer = await layers.normalization().adapt(x)
    expect(() => sequential(input([3])).pipe(layer)).toThrow(
      'normalization: it was adapted to [2], but the kept axes of the input are [3]; give data of as many features',
    )
    expect(() => sequential(input([3])).normalization({ mean: [1, 2], variance: [1, 1] })).toThrow(
      'normalization: mean and variance are [2], but the kept axes of the input are [3]',
    )
  })

  test.each<[string, () => unknown, string]>([
    [
      'a mean alone',
      () => layers.normalization({ mean: 1 }),
      'normalization: give both mean and variance, or neither and await adapt(data)',
    ],
    [
      'other shapes',
      () => layers.normalization({ mean: 1, variance: [1] }),
      'normalization: mean has shape [], but variance [1]; give as many of both',
    ],
    [
      'too many dims',
      () => layers.normalization({ axis: null, mean: [1], variance: [1] }),
      'normalization: mean has shape [1], but there are 0 kept axes; give one dim for each',
    ],
    [
      'a variance below 0',
      () => layers.normalization({ mean: 1, variance: -1 }),
      'normalization: mean must be finite in float32, and so must variance, and 0 or more, got -1',
    ],
    ['a mean beyond float32', () => layers.normalization({ mean: 1e39, variance: 1 }), 'got 1e+39'],
    [
      'an endless variance',
      () => layers.normalization({ mean: 1, variance: [Number.POSITIVE_INFINITY] }),
      'and so must variance, and 0 or more, got Infinity',
    ],
    [
      'a word',
      () => layers.normalization({ mean: 'a' as never, variance: 1 }),
      'normalization: mean must hold numbers, but row 0 holds "a"',
    ],
    [
      'invert',
      () => layers.normalization({ invert: 1 as never }),
      'normalization: invert must be true or false, got 1',
    ],
  ])('refuses %s', (_, make, sentence) => {
    expect(make).toThrow(sentence)
  })
})
