import type { TargetKind } from './data.js'

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
  labelSequence: 'the loss ctc',
} as const

/** What there is in place of a metric that needs these targets, where that is not another loss. */
const remedies = {
  classIndices: {
    sparseCategoricalAccuracy: "'accuracy'",
    sparseTopKCategoricalAccuracy: 'topKCategoricalAccuracy',
    iou: 'sparseYTrue: false',
    meanIoU: 'sparseYTrue: false',
  },
  sameShape: {
    accuracy: "'accuracy'",
    categoricalAccuracy: "'accuracy'",
    binaryAccuracy: "'accuracy'",
    topKCategoricalAccuracy: 'sparseTopKCategoricalAccuracy',
    iou: 'sparseYTrue: true, sparseYPred: false',
    meanIoU: 'sparseYTrue: true, sparseYPred: false',
    oneHotIoU: 'iou with sparseYPred: false',
    oneHotMeanIoU: 'meanIoU with sparseYPred: false',
  },
  labelSequence: {},
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
) => `metric ${name} needs ${needed}, but the loss takes ${given}; use ${use}` as const

type Remedies = typeof remedies

type Use<Name, Needed extends TargetKind, Given extends TargetKind> = Given extends 'labelSequence'
  ? 'a function of your own'
  : [Needed] extends [keyof Remedies]
    ? Name extends keyof Remedies[Needed]
      ? Remedies[Needed][Name] & string
      : (typeof fitting)[Needed]
    : never

type NeededWords<Needed extends TargetKind> = [EitherKind] extends [Needed] ? typeof either : (typeof words)[Needed]

/** The sentence for a metric of this name that needs other targets than the loss takes. */
export type MetricMisfit<Name extends string, Needed extends TargetKind, Given extends TargetKind> = ReturnType<
  typeof misfit<Name, NeededWords<Needed>, (typeof words)[Given], Use<Name, Needed, Given>>
>

/** The same; `needed` is null for a metric that takes targets of either kind, but no sequences. */
export const metricMisfit = (name: string, needed: TargetKind | null, given: TargetKind): string => {
  if (given === 'labelSequence')
    return misfit(name, needed ? words[needed] : either, words[given], 'a function of your own')
  const kind = needed ?? 'sameShape'
  const table: Readonly<Record<string, string>> = remedies[kind]
  return misfit(name, words[kind], words[given], Object.hasOwn(table, name) ? (table[name] as string) : fitting[kind])
}
