import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag, integerFrom, listOf, nonNegative, oneOf, share } from '../../codegen/ranges.js'
import type { EitherKind } from '../../shapes/metric-target.js'
import { type ConfusionCounts, countingSums, countsOf, ratioOf } from './confusion-counts.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { evenly, thresholdsAround } from './thresholds.js'

export interface AucOptions extends MetricOptions {
  /** How many thresholds the curve is made of; default 200. */
  readonly numThresholds?: number | undefined
  /** Sensitivity over the false positive rate, precision over recall, or precision gain over recall gain; default 'ROC'. */
  readonly curve?: 'ROC' | 'PR' | 'PRGAIN' | undefined
  /** Between two thresholds: what lies between, or the larger or smaller of both; default 'interpolation'. */
  readonly summationMethod?: 'interpolation' | 'majoring' | 'minoring' | undefined
  /** Thresholds in [0, 1] in place of evenly spaced ones; 0 and 1 are added. */
  readonly thresholds?: readonly number[] | undefined
  /** The mean over the areas of the outputs, each by itself; by default all outputs are one pool. */
  readonly multiLabel?: boolean | undefined
  /** The weight of each output. */
  readonly labelWeights?: readonly number[] | undefined
  /** The output holds logits: their sigmoid is taken; default false. */
  readonly fromLogits?: boolean | undefined
}

const ranges = {
  numThresholds: integerFrom(2),
  curve: oneOf('ROC', 'PR', 'PRGAIN'),
  summationMethod: oneOf('interpolation', 'majoring', 'minoring'),
  thresholds: listOf('numbers in [0, 1]', share),
  multiLabel: flag,
  labelWeights: listOf('numbers of 0 or more', nonNegative),
  fromLogits: flag,
} as const

type Points = { readonly x: Float64Array; readonly y: Float64Array }

const points = (counts: ConfusionCounts, curve: AucOptions['curve']): Points => {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts
  const at = (values: Float64Array, i: number) => values[i] as number
  const each = (rate: (i: number) => number) => tp.map((_, i) => rate(i))
  const recall = each((i) => ratioOf(at(tp, i), at(tp, i) + at(fn, i)))
  if (curve === 'ROC') return { x: each((i) => ratioOf(at(fp, i), at(fp, i) + at(tn, i))), y: recall }
  if (curve === 'PR') return { x: recall, y: each((i) => ratioOf(at(tp, i), at(tp, i) + at(fp, i))) }
  const scale = (i: number) => ratioOf(at(tp, i) + at(fn, i), at(tn, i) + at(fp, i))
  const gain = (missed: Float64Array, i: number) => 1 - scale(i) * ratioOf(at(missed, i), at(tp, i))
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
    const slope = ratioOf(hits - nextHits, Math.max(all - next, 0))
    const intercept = nextHits - slope * next
    const ratio = all > 0 && next > 0 ? all / next : 1
    const increment = slope * (hits - nextHits + intercept * Math.log(ratio))
    area += ratioOf(increment, Math.max(nextHits + (falseNegatives[i + 1] as number), 0))
  }
  return area
}

/** The area under a curve of operating points over thresholds, as Keras sums it up. */
export const auc = (options: AucOptions = {}): StreamingMetric<EitherKind, 'auc'> =>
  metric('auc', options, ranges, (given) => {
    const { numThresholds = 200, curve = 'ROC', summationMethod = 'interpolation', thresholds } = given
    const { multiLabel = false, labelWeights, fromLogits = false } = given
    const between = thresholds ? [...thresholds].sort((a, b) => a - b) : evenly(numThresholds)
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
        return ratioOf(
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
