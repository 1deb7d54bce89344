import type { Value } from '../../codegen/ir/value.js'
import { checkRanges, type Range, word } from '../../codegen/ranges.js'
import type { TargetKind } from '../../shapes/data.js'
import type { Loss, ReductionOptions } from '../losses/loss.js'

interface AnyMetric<Kind extends TargetKind, Maker extends string> {
  readonly name: string
  /** What it compares the output with; what the loss takes where this is left out. */
  readonly target?: Kind
  /** What made it, such as 'accuracy'; none for one of your own. */
  readonly maker?: Maker
  /** A function has it, and is no metric, although it has a name and a call. */
  readonly bind?: never
}

/** A figure that is the mean of one value a sample; an epoch's figure is the mean over its samples. */
export interface MeanMetric<Kind extends TargetKind = TargetKind, Maker extends string = string>
  extends AnyMetric<Kind, Maker> {
  /** One value for each sample (and position). */
  call(target: Value, output: Value): Value
  /** Which of the values count, bool in their shape; all of them where this is left out. */
  counted?(target: Value, values: Value): Value
}

/** A figure, or several, that follow from sums over all samples. */
export interface StreamingMetric<Kind extends TargetKind = TargetKind, Maker extends string = string>
  extends AnyMetric<Kind, Maker> {
  /**
   * Sums over the samples of a batch, each of a known number of elements. `weights` [batch, …] weigh the samples, or their positions;
   * undefined where all weigh 1.
   */
  sums(target: Value, output: Value, weights: Value | undefined): readonly Value[]
  /** The figure by the totals of those sums, in their order, or a list of figures. */
  result(totals: readonly Float64Array[]): number | readonly number[]
}

export type Metric<Kind extends TargetKind = TargetKind> = MeanMetric<Kind> | StreamingMetric<Kind>

export interface MetricOptions {
  /** What it is called in logs and results; default the metric's own name. */
  readonly name?: string | undefined
}

/** A metric of these options, and `name`. Throws TypeError for others, RangeError for those outside their ranges; `required` are not left out. */
export const metric = <O extends MetricOptions, M extends object, const Maker extends string>(
  maker: Maker,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'name'>, Range>>,
  make: (options: O) => M,
  required: readonly (keyof O & string)[] = [],
): M & { readonly name: string; readonly maker: Maker } => {
  checkRanges<O>(maker, options, { ...ranges, name: word } as unknown as Readonly<Record<keyof O, Range>>, required)
  return { ...make(options), name: options.name ?? maker, maker }
}

/** Options of a loss where it is a metric: a mean has no reduction. */
export type LossMetricOptions<O> = Omit<O, keyof ReductionOptions> & MetricOptions

/** The mean of a loss, under the loss's name or another. */
export const fromLoss =
  <const Maker extends string, Kind extends TargetKind, O extends ReductionOptions>(
    maker: Maker,
    loss: (options?: O) => Loss<Kind>,
    ranges: Readonly<Record<Exclude<keyof O, 'reduction'>, Range>>,
  ) =>
  (options: LossMetricOptions<O> = {} as LossMetricOptions<O>): MeanMetric<Kind, Maker> =>
    metric(maker, options, ranges as never, ({ name: _, ...own }: LossMetricOptions<O>) => {
      const { target, call, counted } = loss(own as unknown as O)
      return { target, call, ...(counted && { counted }) }
    })
