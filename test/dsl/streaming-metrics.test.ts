import { describe, expect, test } from 'vitest'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { losses } from '../../src/dsl/losses/index.js'
import { type MetricName, metrics } from '../../src/dsl/metrics/index.js'
import type { Metric } from '../../src/dsl/metrics/metric.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { type Figures, Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/metrics-streaming.json' with { type: 'json' }
import { distance, fromGolden, type Golden } from '../support/evaluate.js'

interface Case {
  readonly metric: MetricName
  readonly options: object
  readonly target: Golden
  readonly output: Golden
  readonly sampleWeight: Golden | null
  readonly mask: Golden | null
  readonly batchSize: number
  readonly figures: readonly number[]
}

const cases = golden as unknown as readonly Case[]

const asTensor = (golden: Golden) => {
  const { data, shape, dtype } = fromGolden(golden)
  return new Tensor(data, shape, dtype)
}

const metricOf = ({ metric, options }: Case, name: string): Metric =>
  (metrics[metric as keyof typeof metrics] as (options: object) => Metric)({ ...options, name })

/** The figures of a model whose output is its input, of cases on the same data: case i's are called `i`, or `i_0`, `i_1`, … */
const figuresOf = async (own: readonly (readonly [number, Case])[]): Promise<Figures> => {
  const [, { target, output, sampleWeight, mask, batchSize }] = own[0] as readonly [number, Case]
  const start = sequential(input(output.shape.slice(1) as number[]))
  const model = (mask ? start.masking() : start).activation('linear')
  const [, first] = own[0] as readonly [number, Case]
  const { axis } = first.options as { readonly axis?: number }
  const like = target.dtype === 'int32' ? losses.sparseCategoricalCrossentropy : losses.cosineSimilarity
  const loss = like(axis === undefined ? {} : { axis })
  const list = own.map(([i, one]) => metricOf(one, `${i}`))
  const lists = sampleWeight ? { weightedMetrics: list } : { metrics: list }
  await using trainer = await Trainer.create(makeProgram(model, { optimizer: sgd(), loss, ...lists }), { threads: 1 })
  const weights = sampleWeight ? { sampleWeight: asTensor(sampleWeight) } : {}
  return trainer.evaluate(asTensor(output), asTensor(target), { batchSize, ...weights } as never)
}

const groups = new Map<string, (readonly [number, Case])[]>()
for (const [i, one] of cases.entries()) {
  const { target, output, sampleWeight, mask, batchSize } = one
  const key = JSON.stringify([target, output, sampleWeight, mask, batchSize])
  groups.set(key, [...(groups.get(key) ?? []), [i, one]])
}
const results: Record<string, number> = {}
for (const group of groups.values()) Object.assign(results, await figuresOf(group))

describe('every metric equals Keras over several batches, weighted or not', () => {
  const titled = cases.map((one, i) => {
    const { metric, options, output, sampleWeight, mask } = one
    const how = `${sampleWeight ? ', weighted' : ''}${mask ? ', masked' : ''}`
    return [`#${i} ${metric}(${JSON.stringify(options)}) of ${JSON.stringify(output.shape)}${how}`, i, one] as const
  })
  test.each(titled)('%s', (_, i, { figures }) => {
    const names = figures.length === 1 ? [`${i}`] : figures.map((_, entry) => `${i}_${entry}`)
    expect(
      distance(
        names.map((name) => results[name] as number),
        figures,
      ),
    ).toBeLessThan(1e-5)
  })
})

/** Short names, and others that Keras has had. */
const longNames: Readonly<Record<string, MetricName>> = {
  bce: 'binaryCrossentropy',
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
  kld: 'klDivergence',
  kullbackLeiblerDivergence: 'klDivergence',
}

test.each(Object.keys(metrics))('%s has cases with and without weights', (name) => {
  const own = cases.filter(({ metric }) => metric === (longNames[name] ?? name))
  expect(new Set(own.map(({ sampleWeight }) => sampleWeight !== null))).toEqual(new Set([true, false]))
})

test('a short name is the same metric, and the name of its figure', async () => {
  const names = Object.entries(longNames).flat() as MetricName[]
  const model = sequential(input([2])).activation('sigmoid')
  await using trainer = await model.compile({ loss: 'mse', metrics: [...new Set(names)] })
  const figures = await trainer.evaluate(
    new Tensor(Float32Array.of(1, 2, -1, 0.5), [2, 2], 'float32'),
    new Tensor(Float32Array.of(0, 1, 1, 0), [2, 2], 'float32'),
  )
  for (const [short, long] of Object.entries(longNames)) expect([short, figures[short]]).toEqual([short, figures[long]])
})

test.each([0, 9, -3])('no scores for classes are along axis %d', async (axis) => {
  const metric = metrics.oneHotMeanIoU({ numClasses: 4, axis })
  await expect(
    sequential(input([4, 5]))
      .dense(3)
      .compile({ loss: 'mse', metrics: [metric] }),
  ).rejects.toThrow(`oneHotMeanIoU: axis ${axis} is not an axis of [batch, 4, 3] beside the batch`)
})
