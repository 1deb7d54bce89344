import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { losses } from '../../src/dsl/losses/index.js'
import { type MetricName, metrics } from '../../src/dsl/metrics/index.js'
import type { Metric } from '../../src/dsl/metrics/metric.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import golden from '../golden/metrics-streaming.json' with { type: 'json' }
import { fromGolden, type Golden } from './evaluate.js'

/** A metric that Keras has run over several batches, as the golden file holds it. */
export interface Case {
  readonly metric: MetricName
  readonly options: object
  readonly target: Golden
  readonly output: Golden
  readonly sampleWeight: Golden | null
  readonly mask: Golden | null
  readonly batchSize: number
  readonly figures: readonly number[]
}

export const cases = golden as unknown as readonly Case[]

const asTensor = (golden: Golden) => {
  const { data, shape, dtype } = fromGolden(golden)
  return new Tensor(data, shape, dtype)
}

const metricOf = ({ metric, options }: Case, name: string): Metric =>
  (metrics[metric as keyof typeof metrics] as (options: object) => Metric)({ ...options, name })

/** A model whose output is its input, with metrics on the same data, and those: case i's figures are called `i`, or `i_0`, `i_1`, … */
export const metricRun = (own: readonly (readonly [number, Case])[]) => {
  const [, { target, output, sampleWeight, mask, batchSize, options }] = own[0] as readonly [number, Case]
  const start = sequential(input(output.shape.slice(1) as number[]))
  const model = (mask ? start.masking() : start).activation('linear')
  const { axis } = options as { readonly axis?: number }
  const like = target.dtype === 'int32' ? losses.sparseCategoricalCrossentropy : losses.cosineSimilarity
  const loss = like(axis === undefined ? {} : { axis })
  const list = own.map(([i, one]) => metricOf(one, `${i}`))
  const lists = sampleWeight ? { weightedMetrics: list } : { metrics: list }
  const weights = sampleWeight ? { sampleWeight: asTensor(sampleWeight) } : {}
  const program = makeProgram(model, { optimizer: sgd(), loss, ...lists })
  return { program, x: asTensor(output), y: asTensor(target), options: { batchSize, ...weights } }
}

/** The cases that are on the same data, with their places in the list. */
export const metricGroups = new Map<string, (readonly [number, Case])[]>()
for (const [i, one] of cases.entries()) {
  const { target, output, sampleWeight, mask, batchSize } = one
  const key = JSON.stringify([target, output, sampleWeight, mask, batchSize])
  metricGroups.set(key, [...(metricGroups.get(key) ?? []), [i, one]])
}
