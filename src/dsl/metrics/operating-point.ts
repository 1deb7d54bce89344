import { integerFrom, share } from '../../codegen/ranges.js'
import type { EitherKind } from '../../shapes/metric-target.js'
import { counting } from './confusion.js'
import { type ConfusionCounts, ratioOf } from './confusion-counts.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { thresholdsFrom0To1 } from './thresholds.js'

export interface OperatingPointOptions extends MetricOptions {
  /** How many thresholds from 0 to 1 are tried; default 200. */
  readonly numThresholds?: number | undefined
  /** Looks at this class alone. */
  readonly classId?: number | undefined
}

type Rate = (counts: ConfusionCounts, i: number) => number

const at = (counts: Float64Array, i: number): number => counts[i] as number

const sensitivity: Rate = ({ truePositives, falseNegatives }, i) =>
  ratioOf(at(truePositives, i), at(truePositives, i) + at(falseNegatives, i))

const specificity: Rate = ({ trueNegatives, falsePositives }, i) =>
  ratioOf(at(trueNegatives, i), at(trueNegatives, i) + at(falsePositives, i))

const precision: Rate = ({ truePositives, falsePositives }, i) =>
  ratioOf(at(truePositives, i), at(truePositives, i) + at(falsePositives, i))

/** The best of one rate over the thresholds where another is at least what the option `constraint` says; 0 where it never is. */
const bestWhere =
  <const Name extends string, Constraint extends string>(name: Name, constraint: Constraint, held: Rate, best: Rate) =>
  (options: OperatingPointOptions & { readonly [K in Constraint]: number }): StreamingMetric<EitherKind, Name> => {
    const ranges = { numThresholds: integerFrom(1), classId: integerFrom(0), [constraint]: share }
    const make = (given: typeof options) => {
      const { numThresholds = 200, classId } = given
      const least: number = given[constraint]
      const thresholds = thresholdsFrom0To1(numThresholds)
      return counting({ name, thresholds, classId }, (counts) =>
        thresholds.values.reduce(
          (most, _, i) => (held(counts, i) >= least ? Math.max(most, best(counts, i)) : most),
          0,
        ),
      )
    }
    return metric(name, options, ranges as never, make, [constraint])
  }

export type SensitivityAtSpecificity = (
  options: OperatingPointOptions & { readonly specificity: number },
) => StreamingMetric<EitherKind, 'sensitivityAtSpecificity'>

/** The best sensitivity, TP / (TP + FN), over the thresholds where specificity, TN / (TN + FP), is at least `specificity`. */
export const sensitivityAtSpecificity: SensitivityAtSpecificity = bestWhere(
  'sensitivityAtSpecificity',
  'specificity',
  specificity,
  sensitivity,
)

export type SpecificityAtSensitivity = (
  options: OperatingPointOptions & { readonly sensitivity: number },
) => StreamingMetric<EitherKind, 'specificityAtSensitivity'>

/** The best specificity, TN / (TN + FP), over the thresholds where sensitivity, TP / (TP + FN), is at least `sensitivity`. */
export const specificityAtSensitivity: SpecificityAtSensitivity = bestWhere(
  'specificityAtSensitivity',
  'sensitivity',
  sensitivity,
  specificity,
)

export type PrecisionAtRecall = (
  options: OperatingPointOptions & { readonly recall: number },
) => StreamingMetric<EitherKind, 'precisionAtRecall'>

/** The best precision, TP / (TP + FP), over the thresholds where recall, TP / (TP + FN), is at least `recall`. */
export const precisionAtRecall: PrecisionAtRecall = bestWhere('precisionAtRecall', 'recall', sensitivity, precision)

export type RecallAtPrecision = (
  options: OperatingPointOptions & { readonly precision: number },
) => StreamingMetric<EitherKind, 'recallAtPrecision'>

/** The best recall, TP / (TP + FN), over the thresholds where precision, TP / (TP + FP), is at least `precision`. */
export const recallAtPrecision: RecallAtPrecision = bestWhere('recallAtPrecision', 'precision', precision, sensitivity)
