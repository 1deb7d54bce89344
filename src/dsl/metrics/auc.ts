import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type ConfusionCounts, countingSums, countsOf, share } from './confusion-counts.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { checkCount, checkedThresholds, evenly, thresholdsAround } from './thresholds.js'

export interface AucOptions extends MetricOptions {
  /** How many thresholds the curve is made of; default 200. */
  readonly numThresholds?: number
  /** Sensitivity over the false positive rate, precision over recall, or precision gain over recall gain; default 'ROC'. */
  readonly curve?: 'ROC' | 'PR' | 'PRGAIN'
  /** Between two thresholds: what lies between, or the larger or smaller of both; default 'interpolation'. */
  readonly summationMethod?: 'interpolation' | 'majoring' | 'minoring'
  /** Thresholds in [0, 1] in place of evenly spaced ones; 0 and 1 are added. */
  readonly thresholds?: readonly number[]
  /** The mean over the areas of the outputs, each by itself; by default all outputs are one pool. */
  readonly multiLabel?: boolean
  /** The weight of each output. */
  readonly labelWeights?: readonly number[]
  /** The output holds logits: their sigmoid is taken; default false. */
  readonly fromLogits?: boolean
}

const curves: readonly unknown[] = ['ROC', 'PR', 'PRGAIN']
const methods: readonly unknown[] = ['interpolation', 'majoring', 'minoring']

const known = {
  numThresholds: true,
  curve: true,
  summationMethod: true,
  thresholds: true,
  multiLabel: true,
  labelWeights: true,
  fromLogits: true,
} as const

type Points = { readonly x: Float64Array; readonly y: Float64Array }

const points = (counts: ConfusionCounts, curve: AucOptions['curve']): Points => {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts
  const at = (values: Float64Array, i: number) => values[i] as number
  const each = (rate: (i: number) => number) => tp.map((_, i) => rate(i))
  const recall = each((i) => share(at(tp, i), at(tp, i) + at(fn, i)))
  if (curve === 'ROC') return { x: each((i) => share(at(fp, i), at(fp, i) + at(tn, i))), y: recall }
  if (curve === 'PR') return { x: recall, y: each((i) => share(at(tp, i), at(tp, i) + at(fp, i))) }
  const scale = (i: number) => share(at(tp, i) + at(fn, i), at(tn, i) + at(fp, i))
  const gain = (missed: Float64Array, i: number) => 1 - scale(i) * share(at(missed, i), at(tp, i))
  return {
    x: each((i) => (at(tp, i) === 0 ? 0 : Math.max(gain(fn, i), 0))),
    y: each((i) => (at(tp, i) === 0 ? 1 : gain(fp, i))),
  }
}

/** The area under the curve, between one threshold and the next. */
const riemann = ({ x, y }: Points, method: AucOptions['summationMethod']): number => {
  let area = 0
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [y[i] as number, y[i + 1] as number]
    const height = method === 'interpolation' ? (a + b) / 2 : method === 'minoring' ? Math.min(a, b) : Math.max(a, b)
    area += ((x[i] as number) - (x[i + 1] as number)) * height
  }
  return area
}

/** The area under precision over recall where both are interpolated by counts (Davis and Goadrich, 2006). */
const interpolatedPr = ({ truePositives, falsePositives, falseNegatives }: ConfusionCounts): number => {
  let area = 0
  for (let i = 0; i + 1 < truePositives.length; i++) {
    const [hits, nextHits] = [truePositives[i] as number, truePositives[i + 1] as number]
    const all = hits + (falsePositives[i] as number)
    const next = nextHits + (falsePositives[i + 1] as number)
    const slope = share(hits - nextHits, Math.max(all - next, 0))
    const intercept = nextHits - slope * next
    const ratio = all > 0 && next > 0 ? all / next : 1
    const increment = slope * (hits - nextHits + intercept * Math.log(ratio))
    area += share(increment, Math.max(nextHits + (falseNegatives[i + 1] as number), 0))
  }
  return area
}

const checkAmong = (option: string, value: unknown, words: readonly unknown[]): void => {
  if (words.includes(value)) return
  const list = words.map((word) => `'${word}'`).join(', ')
  throw new RangeError(`auc: ${option} must be one of ${list}, got ${describeValue(value)}`)
}

/** The area under a curve of operating points over thresholds, as Keras sums it up. */
export const auc = (options: AucOptions = {}): StreamingMetric =>
  metric('auc', options, known, (given) => {
    const { numThresholds = 200, curve = 'ROC', summationMethod = 'interpolation', thresholds } = given
    const { multiLabel = false, labelWeights, fromLogits = false } = given
    checkAmong('curve', curve, curves)
    checkAmong('summationMethod', summationMethod, methods)
    checkCount('auc', 'numThresholds', numThresholds, 2)
    const between = thresholds ? [...checkedThresholds('auc', thresholds)].sort((a, b) => a - b) : evenly(numThresholds)
    const around = thresholdsAround(between)
    const how = { name: 'auc', thresholds: around, eachClass: multiLabel, ...(!multiLabel && { labelWeights }) }
    const area = (counts: ConfusionCounts) =>
      curve === 'PR' && summationMethod === 'interpolation'
        ? interpolatedPr(counts)
        : riemann(points(counts, curve), summationMethod)
    return {
      sums: (target: Value, output: Value, weights: Value | undefined) => {
        checkLabelWeights(labelWeights, output)
        return countingSums(how, target, fromLogits ? ops.sigmoid(output) : output, weights)
      },
      result: (totals: readonly Float64Array[]) => {
        const columns = multiLabel ? (totals[0] as Float64Array).length / (around.values.length + 1) : 1
        const areas = Array.from({ length: columns }, (_, column) => area(countsOf(around, totals, column)))
        if (!multiLabel) return areas[0] as number
        const weightOf = (i: number) => labelWeights?.[i] ?? 1
        const total = areas.reduce((sum, _, i) => sum + weightOf(i), 0)
        return share(
          areas.reduce((sum, one, i) => sum + one * weightOf(i), 0),
          total,
        )
      },
    }
  })

const checkLabelWeights = (labelWeights: readonly number[] | undefined, { shape }: Value): void => {
  const outputs = shape.at(-1)
  if (labelWeights === undefined || typeof outputs !== 'number' || labelWeights.length === outputs) return
  throw new RangeError(`auc: labelWeights must be ${outputs} numbers, one for each output, got ${labelWeights.length}`)
}
