import type { TypedArray } from '../codegen/ir/value.js'
import { checkRanges, finite, integerFrom } from '../codegen/ranges.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { checkedTensor } from './checked-tensor.js'
import { Tensor } from './tensor.js'

export interface ConfusionMatrixOptions {
  /** Default: the last axis of scores, else one more than the largest class that there is, which may be no more than 4096. */
  readonly numClasses?: number | undefined
  /** Above which one score alone is for class 1; default 0.5. */
  readonly threshold?: number | undefined
  /** A weight for each label; the counts are then sums of weights, as float64. */
  readonly sampleWeight?: Tensor | undefined
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i])

/** The class of each row of scores: the place of the largest, the first of equals; of one score, which side of the threshold it is on. */
const bestOf = (scores: TypedArray, classes: number, threshold: number): number[] => {
  const all = Array.from(scores, Number)
  const none = all.findIndex(Number.isNaN)
  if (none >= 0) throw new RangeError(`confusionMatrix: predictions hold NaN at ${none}; expected scores`)
  return Array.from({ length: all.length / classes }, (_, row) => {
    const own = all.slice(row * classes, (row + 1) * classes)
    return classes === 1 ? Number((own[0] as number) > threshold) : own.indexOf(Math.max(...own))
  })
}

/** How many classes there are at most where nobody says how many there are: the table has their square. */
const mostClasses = 4096

/**
 * How often each class (row) was taken for each (column), [numClasses, numClasses]. `labels` are class indices [rows, …];
 * `predictions` are class indices of that shape, or scores [rows, …, classes] as `predict` gives them; floats of the labels' shape [rows, …, 1]
 * are scores too. Throws ShapeError for other shapes, RangeError for what is none of the classes.
 */
export const confusionMatrix = (
  labels: Tensor,
  predictions: Tensor,
  options: ConfusionMatrixOptions = {},
): Tensor<[number, number], 'int32' | 'float64'> => {
  checkRanges('confusionMatrix', options, {
    numClasses: integerFrom(1),
    threshold: finite,
    sampleWeight: { text: 'a tensor', holds: (x) => x instanceof Tensor },
  })
  const { threshold = 0.5, sampleWeight } = options
  const wanted = checkedTensor('confusionMatrix', 'labels', labels)
  const got = checkedTensor('confusionMatrix', 'predictions', predictions)
  const alike = same(wanted.shape, got.shape)
  const floats = got.dtype === 'float32' || got.dtype === 'float64'
  const scored = alike
    ? floats && got.shape.length > 1 && got.shape.at(-1) === 1
    : same(wanted.shape, got.shape.slice(0, -1))
  if (!scored && !alike) {
    const shapes = `${formatShape(wanted.shape)} and ${formatShape(got.shape)}`
    throw new ShapeError(
      `confusionMatrix: labels and predictions have the shapes ${shapes}; give predictions of the labels' shape, or with an axis of scores behind it`,
    )
  }
  const width = got.shape.at(-1) as number
  const guesses = scored ? bestOf(got.data, width, threshold) : Array.from(got.data as ArrayLike<number>, Number)
  const truths = Array.from(wanted.data as ArrayLike<number>, Number)
  const highest = [...truths, ...guesses].filter(Number.isFinite).reduce((most, one) => Math.max(most, one), 0)
  const { numClasses = scored && width > 1 ? width : Math.max(Math.floor(highest) + 1, scored ? 2 : 1) } = options
  if (options.numClasses === undefined && numClasses > mostClasses) {
    throw new RangeError(
      `confusionMatrix: labels or predictions hold ${highest}, which makes a table of more than ${mostClasses} classes; give numClasses`,
    )
  }
  const weights = sampleWeight && checkedTensor('confusionMatrix', 'sampleWeight', sampleWeight)
  if (weights && !same(weights.shape, wanted.shape)) {
    const shapes = `expected ${formatShape(wanted.shape)}, got ${formatShape(weights.shape)}`
    throw new ShapeError(`confusionMatrix: sampleWeight needs one weight for each label: ${shapes}`)
  }
  const counts = new (weights ? Float64Array : Int32Array)(numClasses ** 2)
  for (const [i, truth] of truths.entries()) {
    const guess = guesses[i] as number
    for (const [what, one] of [
      ['labels hold', truth],
      ['predictions hold', guess],
    ] as const) {
      if (Number.isInteger(one) && one >= 0 && one < numClasses) continue
      throw new RangeError(`confusionMatrix: ${what} ${one} at ${i}; expected integers from 0 to ${numClasses - 1}`)
    }
    const at = truth * numClasses + guess
    counts[at] = (counts[at] as number) + Number(weights?.data[i] ?? 1)
  }
  return new Tensor(counts, [numClasses, numClasses], weights ? 'float64' : 'int32')
}
