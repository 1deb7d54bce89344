import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { classesOf } from '../losses/probabilities.js'
import { histogram, weightOfEach } from './sums.js'
import { shapedAs } from './target-shape.js'
import type { Thresholds } from './thresholds.js'

/** How many of each there are at each threshold: weights of samples added up. */
export interface ConfusionCounts {
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
  readonly trueNegatives: Float64Array
  readonly falseNegatives: Float64Array
}

export interface Counting {
  readonly name: string
  readonly thresholds: Thresholds
  /** Looks at one class alone. */
  readonly classId?: number | undefined
  /** Only the largest k outputs of each row can be positive. */
  readonly topK?: number | undefined
  /** Counts each class by itself. */
  readonly eachClass?: boolean
  /** A weight for each class. */
  readonly labelWeights?: readonly number[] | undefined
}

/** What stands in for outputs that are not among the largest, as in Keras. */
const excluded = -1e10

/** One class [..., 1] of all. */
const ofClass = (name: string, x: Value, id: number): Value => {
  const classes = x.shape.at(-1)
  if (typeof classes === 'number' && id >= classes) {
    throw new ShapeError(`${name}: classId ${id} is not among the classes of an output ${formatShape(x.shape)}`)
  }
  return ops.slice(x, { axes: [-1], starts: [id], ends: [id + 1], steps: [1] })
}

/** Outputs with all but the k largest of each row put out of reach. */
const onlyTop = (output: Value, k: number): Value => {
  const places = ops.oneHot(ops.topPositions(output, { k }), { depth: classesOf('topK', output) })
  return ops.where(ops.greater(ops.reduceSum(places, { axes: [-2] }), 0), output, excluded)
}

/**
 * Two sums: for the samples that are not of the class, and for those that are, how much weight is greater than none, one, two, … of
 * the thresholds; of each class, one after the other, where each is counted by itself. Any target but 0 is of the class.
 */
export const countingSums = (
  { name, thresholds, classId, topK, eachClass = false, labelWeights }: Counting,
  target: Value,
  output: Value,
  weights: Value | undefined,
): readonly [Value, Value] => {
  const reachable = topK === undefined ? output : onlyTop(output, topK)
  const one = (x: Value) => (classId === undefined ? x : ofClass(name, x, classId))
  const [wanted, got] = [one(shapedAs(output, target)), one(reachable)]
  const bins = thresholds.values.length + 1
  const columns = eachClass ? classesOf(name, got) : 1
  const below = thresholds.below(got)
  const places = eachClass ? ops.add(below, constant(offsets(columns, bins), 'int64')) : below
  const each = weightOfEach(weights, got)
  const weighed = labelWeights ? ops.mul(each, constant(labelWeights, 'float32')) : each
  const none = ops.equal(wanted, 0)
  return [
    histogram(places, ops.where(none, weighed, 0), columns * bins),
    histogram(places, ops.where(none, 0, weighed), columns * bins),
  ]
}

const offsets = (columns: number, bins: number): number[] => Array.from({ length: columns }, (_, i) => i * bins)

/** The counts at each threshold, in the user's order, for one class of the sums. */
export const countsOf = (
  { ranks }: Thresholds,
  [negatives, positives]: readonly Float64Array[],
  column = 0,
): ConfusionCounts => {
  const bins = ranks.length + 1
  const own = (sums: Float64Array | undefined) => (sums as Float64Array).subarray(column * bins, (column + 1) * bins)
  const [no, yes] = [own(negatives), own(positives)]
  const beyond = (sums: Float64Array) => pick(ranks, cumulative(sums.toReversed()).toReversed().subarray(1))
  const upTo = (sums: Float64Array) => pick(ranks, cumulative(sums))
  return {
    truePositives: beyond(yes),
    falsePositives: beyond(no),
    trueNegatives: upTo(no),
    falseNegatives: upTo(yes),
  }
}

const cumulative = (sums: Float64Array): Float64Array => {
  let total = 0
  return sums.map((sum) => {
    total += sum
    return total
  })
}

const pick = (places: readonly number[], from: Float64Array): Float64Array =>
  Float64Array.from(places, (place) => from[place] as number)

/** a / b, and 0 where b is 0. */
export const ratioOf = (a: number, b: number): number => (b === 0 ? 0 : a / b)
