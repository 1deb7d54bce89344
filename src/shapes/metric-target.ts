import type { PlainKind, TargetKind } from './data.js'

/** What a metric takes that turns class indices into rows itself. */
export type EitherKind = 'classIndices' | 'sameShape'

const either = "class indices or targets of the output's shape"

const words = {
  classIndices: 'class indices',
  sameShape: "targets of the output's shape",
  labelSequence: 'sequences of labels',
} as const

const fitting = {
  classIndices: 'a loss such as sparseCategoricalCrossentropy',
  sameShape: 'a loss such as categoricalCrossentropy',
} as const

/** What there is in place of a metric that needs these targets, where that is not another loss. */
const remedies = {
  classIndices: {
    sparseCategoricalAccuracy: "'accuracy'",
    sparseTopKCategoricalAccuracy: 'topKCategoricalAccuracy',
    sparseCategoricalCrossentropy: 'categoricalCrossentropy',
    iou: 'sparseYTrue: false',
    meanIoU: 'sparseYTrue: false',
  },
  sameShape: {
    accuracy: "'accuracy'",
    categoricalAccuracy: "'accuracy'",
    binaryAccuracy: "'accuracy'",
    topKCategoricalAccuracy: 'sparseTopKCategoricalAccuracy',
    categoricalCrossentropy: 'sparseCategoricalCrossentropy',
    iou: 'sparseYTrue: true, sparseYPred: false',
    meanIoU: 'sparseYTrue: true, sparseYPred: false',
    oneHotIoU: 'iou with sparseYPred: false',
    oneHotMeanIoU: 'meanIoU with sparseYPred: false',
  },
} as const

const misfit = <
  const Name extends string,
  const Needed extends string,
  const Given extends string,
  const Use extends string,
>(
  name: Name,
  needed: Needed,
  given: Given,
  use: Use,
) => `${name}: the metric needs ${needed}, but the loss takes ${given}; use ${use}` as const

type Remedies = typeof remedies

type WordsOf<Kind extends TargetKind> = Kind extends PlainKind
  ? (typeof words)[Kind]
  : Kind extends `${infer Plain extends PlainKind} along ${infer Axis}`
    ? `${(typeof words)[Plain]} along axis ${Axis}`
    : never

const wordsOf = (kind: TargetKind): string => {
  const [plain, axis] = kind.split(' along ') as [PlainKind, string?]
  return axis === undefined ? words[plain] : `${words[plain]} along axis ${axis}`
}

const own = 'a function of your own'

type Use<Name, Needed extends TargetKind, Given extends TargetKind> = [Needed | Given] extends [EitherKind]
  ? [Needed] extends [keyof Remedies]
    ? Name extends keyof Remedies[Needed]
      ? Remedies[Needed][Name] & string
      : (typeof fitting)[Needed]
    : never
  : typeof own

type NeededWords<Needed extends TargetKind> = [EitherKind] extends [Needed] ? typeof either : WordsOf<Needed>

/** The sentence for a metric of this name that needs other targets than the loss takes. */
export type MetricMisfit<Name extends string, Needed extends TargetKind, Given extends TargetKind> = ReturnType<
  typeof misfit<Name, NeededWords<Needed>, WordsOf<Given>, Use<Name, Needed, Given>>
>

/** The same; `needed` is null for a metric that takes class indices as well as targets of the output's shape. */
export const metricMisfit = (name: string, needed: TargetKind | null, given: TargetKind): string => {
  const use = needed && isEither(needed) && isEither(given) ? (remedyOf(needed, name) ?? fitting[needed]) : own
  return misfit(name, needed ? wordsOf(needed) : either, wordsOf(given), use)
}

const isEither = (kind: TargetKind): kind is EitherKind => kind === 'classIndices' || kind === 'sameShape'

const remedyOf = (kind: EitherKind, name: string): string | undefined =>
  Object.entries<string>(remedies[kind]).find(([metric]) => metric === name)?.[1]
