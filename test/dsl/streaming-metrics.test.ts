import { describe, expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { type MetricName, metrics } from '../../src/dsl/metrics/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { distance } from '../support/evaluate.js'
import { cases, metricGroups, metricRun } from '../support/metric-cases.js'

const results: Record<string, number> = {}
for (const group of metricGroups.values()) {
  const { program, x, y, options } = metricRun(group)
  await using trainer = await Trainer.create(program, { threads: 1 })
  Object.assign(results, await trainer.evaluate(x, y, options as never))
}

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
