import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { finite, flag, integer, integerFrom, listOf } from '../../codegen/ranges.js'
import type { TargetKind } from '../../shapes/data.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { EitherKind } from '../../shapes/metric-target.js'
import { axisAt } from '../../shapes/normalized-axis.js'
import { type Along, along } from '../../shapes/target-axis.js'
import { epsilon } from '../losses/probabilities.js'
import { type MetricOptions, metric, type StreamingMetric } from './metric.js'
import { histogram, weightOfEach } from './sums.js'

interface ClassesOptions<Axis extends number = number> extends MetricOptions {
  readonly numClasses: number
  /** The axis of a score for each class; default -1, the last. Not the batch. */
  readonly axis?: Axis | undefined
  /** A class whose targets do not count. */
  readonly ignoreClass?: number | undefined
}

interface TargetClassesOptions {
  /** The classes that the mean is of. */
  readonly targetClassIds: readonly number[]
}

interface SparseOptions<T extends boolean = boolean, P extends boolean = boolean> {
  /** Targets are class indices, not one-hot; default true. */
  readonly sparseYTrue?: T | undefined
  /** Outputs are class indices, not a score for each class; default true, as in Keras: set it to false for a softmax. */
  readonly sparseYPred?: P | undefined
}

/** What those are compared as: class indices with scores, or two of one shape. */
type SparseKind<T extends boolean, P extends boolean, Axis extends number> = [T, P] extends [true, false]
  ? Along<'classIndices', Axis>
  : boolean extends T
    ? EitherKind
    : boolean extends P
      ? EitherKind
      : 'sameShape'

export interface MeanIoUOptions<T extends boolean = boolean, P extends boolean = boolean, Axis extends number = number>
  extends ClassesOptions<Axis>,
    SparseOptions<T, P> {}
export interface IoUOptions<T extends boolean = boolean, P extends boolean = boolean, Axis extends number = number>
  extends MeanIoUOptions<T, P, Axis>,
    TargetClassesOptions {}
export interface OneHotMeanIoUOptions extends ClassesOptions {}
export interface OneHotIoUOptions extends ClassesOptions, TargetClassesOptions {}
export interface BinaryIoUOptions extends MetricOptions {
  /** The classes that the mean is of, of 0 and 1; default both. */
  readonly targetClassIds?: readonly number[] | undefined
  /** From which on an output is of class 1; default 0.5. */
  readonly threshold?: number | undefined
}

interface Classes {
  readonly name: string
  readonly numClasses: number
  readonly targetClassIds: readonly number[]
  readonly ignoreClass?: number | undefined
  readonly axis?: number | undefined
}

const check = ({ name, numClasses, targetClassIds }: Classes): void => {
  if (targetClassIds.every((id) => id < numClasses)) return
  const wanted = `a list of classes from 0 to ${numClasses - 1}`
  throw new RangeError(`${name}: targetClassIds must be ${wanted}, got ${describeValue(targetClassIds)}`)
}

/** Counts targets (rows) by outputs (columns), both int64; what is none of the classes counts nowhere. */
const confusionSum = (
  { numClasses, ignoreClass }: Classes,
  target: Value,
  output: Value,
  weights: Value | undefined,
): Value => {
  const within = (x: Value) => ops.and(ops.greaterOrEqual(x, 0), ops.less(x, numClasses))
  const inside = ops.and(within(target), within(output))
  const kept = ignoreClass === undefined ? inside : ops.and(inside, ops.not(ops.equal(target, ignoreClass)))
  const places = ops.where(kept, ops.add(ops.mul(target, numClasses), output), 0)
  return histogram(places, ops.where(kept, weightOfEach(weights, target), 0), numClasses ** 2)
}

/** The mean over the classes of intersection / union, TP / (TP + FP + FN); classes that do not occur are left out. */
const meanOfClasses = ({ numClasses, targetClassIds }: Classes, counts: Float64Array): number => {
  const all = Array.from({ length: numClasses }, (_, i) => i)
  const at = (row: number, column: number) => counts[row * numClasses + column] as number
  const ratios = targetClassIds.flatMap((id) => {
    const both = all.reduce((sum, i) => sum + at(id, i) + at(i, id), 0)
    const union = both - at(id, id)
    return union > 1e-9 ? [at(id, id) / (union + epsilon)] : []
  })
  return ratios.reduce((a, b) => a + b, 0) / (ratios.length + epsilon)
}

const indices = (x: Value): Value => ops.cast(x, 'int64')
const best =
  ({ name, axis = -1 }: Classes) =>
  (x: Value): Value =>
    ops.argMax(x, { axis: axisAt(name, x.shape, axis) })

type Parts<Kind extends TargetKind> = Omit<StreamingMetric<Kind>, 'name'>

const overlap = <Kind extends TargetKind>(
  classes: Classes,
  target: Kind,
  [ofTarget, ofOutput]: readonly [(x: Value) => Value, (x: Value) => Value],
): Parts<Kind> => {
  check(classes)
  return {
    target,
    sums: (y, x, weights) => [confusionSum(classes, ofTarget(y), ofOutput(x), weights)],
    result: ([counts]) => meanOfClasses(classes, counts as Float64Array),
  }
}

const every = (numClasses: number): number[] => [...Array(numClasses).keys()]

/** Sparse or not as the options say: outputs of class indices have the targets' shape, and so have one-hot targets. */
const sparse = (classes: Classes, { sparseYTrue = true, sparseYPred = true }: SparseOptions): Parts<never> => {
  if (sparseYPred && !sparseYTrue) {
    throw new TypeError(`${classes.name}: one-hot targets have the output's shape: set sparseYPred to false as well`)
  }
  const read = [sparseYTrue ? indices : best(classes), sparseYPred ? indices : best(classes)] as const
  const target = sparseYTrue && !sparseYPred ? along('classIndices', classes.axis ?? -1) : 'sameShape'
  return overlap(classes, target, read) as Parts<never>
}

const oneHot = (classes: Classes): Parts<'sameShape'> => overlap(classes, 'sameShape', [best(classes), best(classes)])

const ofClasses = { numClasses: integerFrom(2), ignoreClass: integer, axis: integer } as const
const ofSparse = { ...ofClasses, sparseYTrue: flag, sparseYPred: flag } as const
const targetClassIds = listOf('integers of 0 or more', integerFrom(0))

/** The mean of intersection over union, TP / (TP + FP + FN), of some classes. */
export const iou = <const T extends boolean = true, const P extends boolean = true, const Axis extends number = -1>(
  options: IoUOptions<T, P, Axis>,
): StreamingMetric<SparseKind<T, P, Axis>, 'iou'> =>
  metric('iou', options, { ...ofSparse, targetClassIds }, (given) => sparse({ ...given, name: 'iou' }, given), [
    'numClasses',
    'targetClassIds',
  ])

/** The mean of intersection over union, TP / (TP + FP + FN), of all classes. */
export const meanIoU = <const T extends boolean = true, const P extends boolean = true, const Axis extends number = -1>(
  options: MeanIoUOptions<T, P, Axis>,
): StreamingMetric<SparseKind<T, P, Axis>, 'meanIoU'> =>
  metric(
    'meanIoU',
    options,
    ofSparse,
    (given) => sparse({ ...given, name: 'meanIoU', targetClassIds: every(given.numClasses) }, given),
    ['numClasses'],
  )

/** The mean of intersection over union of some classes, for one-hot targets and a score for each class. */
export const oneHotIoU = (options: OneHotIoUOptions): StreamingMetric<'sameShape', 'oneHotIoU'> =>
  metric('oneHotIoU', options, { ...ofClasses, targetClassIds }, (given) => oneHot({ ...given, name: 'oneHotIoU' }), [
    'numClasses',
    'targetClassIds',
  ])

/** The mean of intersection over union of all classes, for one-hot targets and a score for each class. */
export const oneHotMeanIoU = (options: OneHotMeanIoUOptions): StreamingMetric<'sameShape', 'oneHotMeanIoU'> =>
  metric(
    'oneHotMeanIoU',
    options,
    ofClasses,
    (given) => oneHot({ ...given, name: 'oneHotMeanIoU', targetClassIds: every(given.numClasses) }),
    ['numClasses'],
  )

/** The mean of intersection over union of classes 0 and 1, or of one of them, for targets of 0 and 1. */
export const binaryIoU = (options: BinaryIoUOptions = {}): StreamingMetric<'sameShape', 'binaryIoU'> =>
  metric(
    'binaryIoU',
    options,
    { targetClassIds, threshold: finite },
    ({ targetClassIds = [0, 1], threshold = 0.5 }) => {
      const decided = (x: Value) => indices(ops.greaterOrEqual(x, threshold))
      return overlap({ name: 'binaryIoU', numClasses: 2, targetClassIds }, 'sameShape', [indices, decided])
    },
  )
