import type { Value } from '../../codegen/ir/value.js'
import { integerFrom, oneOrMore, share } from '../../codegen/ranges.js'
import type { EitherKind } from '../../shapes/metric-target.js'
import { type ConfusionCounts, type Counting, countingSums, countsOf, ratioOf } from './confusion-counts.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { thresholdsAt } from './thresholds.js'

export interface ThresholdOptions extends MetricOptions {
  /** Above which an output counts as positive, in [0, 1]; default 0.5. Of a list, there is a figure for each: NAME_0, NAME_1, … */
  readonly thresholds?: number | readonly number[] | undefined
}

export interface PrecisionOptions extends ThresholdOptions {
  /** Only the largest k outputs of each row count as positive, with no threshold where none is given. */
  readonly topK?: number | undefined
  /** Looks at this class alone. */
  readonly classId?: number | undefined
}

const ofThresholds = { thresholds: oneOrMore('such', share) } as const

const listed = (one: number | readonly number[]): readonly number[] => (typeof one === 'number' ? [one] : one)

/** A figure for each threshold; of one alone, the figure. */
const eachOf = (values: Float64Array): number | readonly number[] =>
  values.length === 1 ? (values[0] as number) : [...values]

/** What a metric of counts at thresholds sums up and makes of them. */
export const counting = (
  how: Counting,
  result: (counts: ConfusionCounts) => number | readonly number[],
): Pick<StreamingMetric, 'sums' | 'result'> => ({
  sums: (target: Value, output: Value, weights: Value | undefined) => countingSums(how, target, output, weights),
  result: (totals) => result(countsOf(how.thresholds, totals)),
})

type Counter<Name extends string> = (options?: ThresholdOptions) => StreamingMetric<EitherKind, Name>

const count =
  <const Name extends keyof ConfusionCounts>(name: Name) =>
  (options: ThresholdOptions = {}): StreamingMetric<EitherKind, Name> =>
    metric(name, options, ofThresholds, ({ thresholds = 0.5 }) =>
      counting({ name, thresholds: thresholdsAt(listed(thresholds)) }, (counts) => eachOf(counts[name])),
    )

/** How many outputs above the threshold have a target of 1. */
export const truePositives: Counter<'truePositives'> = count('truePositives')

/** How many outputs above the threshold have a target of 0. */
export const falsePositives: Counter<'falsePositives'> = count('falsePositives')

/** How many outputs up to the threshold have a target of 0. */
export const trueNegatives: Counter<'trueNegatives'> = count('trueNegatives')

/** How many outputs up to the threshold have a target of 1. */
export const falseNegatives: Counter<'falseNegatives'> = count('falseNegatives')

/** Where all outputs count as positive that are not put out of reach. */
const anywhere = [-1e10]

const ratio =
  <const Name extends string>(name: Name, missed: 'falsePositives' | 'falseNegatives') =>
  (options: PrecisionOptions = {}): StreamingMetric<EitherKind, Name> =>
    metric(
      name,
      options,
      { ...ofThresholds, topK: integerFrom(1), classId: integerFrom(0) },
      ({ thresholds, topK, classId }) => {
        const values = thresholds === undefined && topK !== undefined ? anywhere : listed(thresholds ?? 0.5)
        return counting({ name, thresholds: thresholdsAt(values), topK, classId }, (counts) =>
          eachOf(counts.truePositives.map((hits, i) => ratioOf(hits, hits + (counts[missed][i] as number)))),
        )
      },
    )

/** The share of true positives in all positives: how much of what is found is right. 0 where nothing is found. */
export const precision: (options?: PrecisionOptions) => StreamingMetric<EitherKind, 'precision'> = ratio(
  'precision',
  'falsePositives',
)

/** The share of true positives in all that are of the class: how much of it is found. 0 where there is none. */
export const recall: (options?: PrecisionOptions) => StreamingMetric<EitherKind, 'recall'> = ratio(
  'recall',
  'falseNegatives',
)
