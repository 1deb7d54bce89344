import type { TargetKind } from '../../shapes/data.js'
import type { EitherKind, MetricMisfit } from '../../shapes/metric-target.js'
import type { PlainOf } from '../../shapes/target-axis.js'
import type { MetricName, namedMetrics } from './index.js'

/** What targets the metrics by name take; 'accuracy' follows the loss. */
type Needs = {
  readonly [Name in MetricName]: Name extends 'accuracy' | 'acc'
    ? EitherKind
    : NeededByValue<ReturnType<(typeof namedMetrics)[Exclude<Name, 'acc'>]>>
}

type NeededByValue<T> = T extends { readonly maker?: string; readonly target?: infer Kind extends TargetKind }
  ? Kind
  : TargetKind

/** What targets a metric takes; any where that is not known. */
type NeededBy<T> = T extends MetricName ? Needs[T] : NeededByValue<T>

type NameOf<T> = T extends string ? T : T extends { readonly maker?: infer Maker extends string } ? Maker : string

/** The sentence, wherever the axes of both are, for a metric, by name or as a value, that fits none of the kinds of targets K; never for one that does. */
export type Misfit<T, K> = [PlainOf<Extract<K, TargetKind>> & PlainOf<NeededBy<T>>] extends [never]
  ? string extends NameOf<T>
    ? never
    : MetricMisfit<NameOf<T>, NeededBy<T>, Extract<K, TargetKind>>
  : never
