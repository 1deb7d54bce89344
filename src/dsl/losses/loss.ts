import type { Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import type { TargetKind } from '../../shapes/data.js'
import { describeValue } from '../../shapes/describe-value.js'

/**
 * How the losses of a batch become one number: their sum divided by how many there are (Keras's 'sum_over_batch_size', also called
 * 'mean'), their sum, or their sum divided by the sum of the sample weights. Keras's 'none' is no loss that can be trained on.
 */
export type Reduction = 'sumOverBatchSize' | 'mean' | 'sum' | 'meanWithSampleWeight'

const reductions: readonly unknown[] = ['sumOverBatchSize', 'mean', 'sum', 'meanWithSampleWeight'] satisfies Reduction[]

export interface ReductionOptions {
  /** How the losses of a batch become one number; default 'sumOverBatchSize', their mean. */
  readonly reduction?: Reduction
}

export interface Loss<Kind extends TargetKind = TargetKind> {
  readonly name: string
  readonly target: Kind
  /** Default 'sumOverBatchSize'. */
  readonly reduction?: Reduction
  /** Which class indices it takes beside those of the output's classes: any at all, or one that it passes over. */
  readonly labels?: 'any' | { readonly ignored: number }
  /** One loss for each sample (and position), the output's shape without its last axis; or one for the whole batch. */
  call(target: Value, output: Value): Value
  /** Which of the losses count, bool in their shape; all of them where this is left out. */
  counted?(target: Value, losses: Value): Value
}

/** What a loss is made of, beside its options. */
export type LossParts = Pick<Loss, 'call' | 'counted' | 'labels'>

/** A loss of these options, of which it knows those in `known`, and `reduction`. Throws TypeError for others; then `make` checks values. */
export const loss = <Kind extends TargetKind, O extends ReductionOptions>(
  name: string,
  target: Kind,
  options: O,
  known: Readonly<Record<Exclude<keyof O, 'reduction'>, true>>,
  make: (options: O) => LossParts,
): Loss<Kind> => {
  checkOptions(name, options, { ...known, reduction: true } as Readonly<Record<keyof O, true>>)
  const { reduction = 'sumOverBatchSize' } = options
  if (!reductions.includes(reduction)) {
    throw new RangeError(
      `${name}: reduction must be 'sumOverBatchSize', 'mean', 'sum' or 'meanWithSampleWeight', got ${describeValue(reduction)}`,
    )
  }
  return { name, target, reduction, ...make(options) }
}

/** What makes a loss of targets of the output's shape. */
export type ErrorLoss = (options?: ReductionOptions) => Loss<'sameShape'>

/** A loss whose only option is its reduction. */
export const errorLoss =
  (name: string, call: Loss['call']): ErrorLoss =>
  (options = {}) =>
    loss(name, 'sameShape', options, {}, () => ({ call }))

/** Throws RangeError unless an option is a number from `least` to `most`. */
export const checkWithin = (
  name: string,
  option: string,
  value: unknown,
  [least, most]: readonly [number, number],
): void => {
  if (typeof value === 'number' && value >= least && value <= most) return
  const wanted = most === Number.POSITIVE_INFINITY ? `of ${least} or more` : `in [${least}, ${most}]`
  throw new RangeError(`${name}: ${option} must be a number ${wanted}, got ${describeValue(value)}`)
}
