import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, oneOf, type Range } from '../../codegen/ranges.js'
import type { PlainKind, TargetKind } from '../../shapes/data.js'
import { type Along, type AxisKind, along, orderLast } from '../../shapes/target-axis.js'

/**
 * How the losses of a batch become one number: their sum divided by how many there are (Keras's 'sum_over_batch_size', also called
 * 'mean'), their sum, or their sum divided by the sum of the sample weights. Keras's 'none' is no loss that can be trained on.
 */
export type Reduction = 'sumOverBatchSize' | 'mean' | 'sum' | 'meanWithSampleWeight'

const reductions: readonly Reduction[] = ['sumOverBatchSize', 'mean', 'sum', 'meanWithSampleWeight']

export interface ReductionOptions {
  /** How the losses of a batch become one number; default 'sumOverBatchSize', their mean. */
  readonly reduction?: Reduction | undefined
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

/** A loss of these options, and `reduction`. Throws TypeError for others, RangeError for those outside their ranges. */
export const loss = <Kind extends TargetKind, O extends ReductionOptions>(
  name: string,
  target: Kind,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'reduction'>, Range>>,
  make: (options: O) => LossParts,
): Loss<Kind> => {
  const all = { ...ranges, reduction: oneOf(...reductions) }
  checkRanges<O>(name, options, all as unknown as Readonly<Record<keyof O, Range>>)
  const { reduction = 'sumOverBatchSize' } = options
  return { name, target, reduction, ...make(options) }
}

export interface AxisOptions<Axis extends number = number> {
  /** The axis along which there is one loss; default -1, the last. Not the batch. */
  readonly axis?: Axis | undefined
}

/** Calls `of` with an axis of both at the end, where it takes it; of targets only where they have that axis. */
export const alongAxis =
  (name: string, axis: number, target: PlainKind, of: Loss['call']): Loss['call'] =>
  (y, output) => {
    const moved = (x: Value) => ops.transpose(x, orderLast(name, x.shape, axis))
    return of(target === 'sameShape' ? moved(y) : y, moved(output))
  }

/** A loss that has one value for all of an axis, which is the last where `make` looks at it; `ranges` has one for the axis. */
export const axisLoss = <Kind extends AxisKind, O extends ReductionOptions & AxisOptions<Axis>, Axis extends number>(
  name: string,
  target: Kind,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'reduction'>, Range>>,
  make: (options: O) => LossParts,
): Loss<Along<Kind, Axis>> => {
  const made = loss(name, target, options, ranges, make)
  const { axis = -1 } = options
  const call = axis === -1 ? made.call : alongAxis(name, axis, target, made.call)
  return { ...made, target: along(target, axis) as Along<Kind, Axis>, call }
}

/** What makes a loss of targets of the output's shape. */
export type ErrorLoss = (options?: ReductionOptions) => Loss<'sameShape'>

/** A loss whose only option is its reduction. */
export const errorLoss =
  (name: string, call: Loss['call']): ErrorLoss =>
  (options = {}) =>
    loss(name, 'sameShape', options, {}, () => ({ call }))
