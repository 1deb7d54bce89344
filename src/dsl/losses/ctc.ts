import { bodyParameter } from '../../codegen/ir/body.js'
import { scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type Loss, loss, type ReductionOptions } from './loss.js'
import { classesOf, lastSum } from './probabilities.js'

/** The logarithm of a probability that counts for nothing: float32 has no exponential of it, and a sum of some is still finite. */
const never = -1e5

/** What a step sees of the logits, steps first. */
interface Emissions {
  /** log p of the blank, [time, batch, 1]. */
  readonly blank: Value
  /** log p of each label of the target, [time, batch, labels]. */
  readonly labels: Value
}

/**
 * Logarithms of the probability of all alignments so far, less `total` [batch, 1], so that they keep their precision however many
 * steps there are.
 */
interface Alignments {
  /** Of those that end in a blank after n labels, [batch, labels + 1]. */
  readonly blanks: Value
  /** Of those that end in label n itself, [batch, labels]. */
  readonly labels: Value
  readonly total: Value
}

const along = (x: Value, start: number, end: number): Value =>
  ops.slice(x, { axes: [-1], starts: [start], ends: [end], steps: [1] })

/** x [batch, n] with `value` before it. */
const after = (value: number, x: Value): Value => ops.pad(x, { before: [0, 1], after: [0, 0] }, value)

/** log(exp(a) + exp(b) + …), none of them infinite. */
const logSum = (...logs: readonly Value[]): Value => {
  const most = logs.reduce((a, b) => ops.maximum(a, b))
  const sum = logs.map((log) => ops.exp(ops.sub(log, most))).reduce((a, b) => ops.add(a, b))
  return ops.add(most, ops.log(sum))
}

const emissionsOf = (target: Value, output: Value): Emissions => {
  const logs = ops.logSoftmax(output)
  const oneHot = ops.oneHot(ops.cast(target, 'int64'), { depth: classesOf('ctc', output) })
  const stepsFirst = (x: Value) => ops.transpose(x, [1, 0, 2])
  return {
    blank: stepsFirst(along(logs, 0, 1)),
    labels: stepsFirst(ops.matmul(logs, ops.transpose(oneHot, [0, 2, 1]))),
  }
}

/** Before the first step there is nothing: no label, and no blank. */
const start = (target: Value): Alignments => {
  const labels = ops.expand(scalar(never), target.shape, ops.shapeOf(target))
  const blanks = after(0, labels)
  return { blanks, labels, total: ops.reduceMax(blanks, { axis: -1, keepDims: true }) }
}

/** One step of the forward recursion (Graves et al., 2006, equation 6). A label that comes twice has a blank between. */
const advance = ({ blanks, labels, total }: Alignments, emitted: Emissions, repeated: Value): Alignments => {
  const before = after(never, labels)
  const [fromBlank, fromLabel] = [along(blanks, 0, -1), ops.where(repeated, never, along(before, 0, -1))]
  const next = {
    blanks: ops.add(logSum(blanks, before), emitted.blank),
    labels: ops.add(logSum(labels, fromBlank, fromLabel), emitted.labels),
  }
  const most = ops.maximum(
    ops.reduceMax(next.blanks, { axis: -1, keepDims: true }),
    ops.reduceMax(next.labels, { axis: -1, keepDims: true }),
  )
  return { blanks: ops.sub(next.blanks, most), labels: ops.sub(next.labels, most), total: ops.add(total, most) }
}

/** The alignments after all steps. */
const aligned = (target: Value, { blank, labels }: Emissions): Alignments => {
  const first = start(target)
  const repeated = ops.equal(target, along(after(0, target), 0, -1))
  const states = [first.blanks, first.labels, first.total]
  const parameters = [
    ...states.map((state) => bodyParameter('state', state)),
    ...[blank, labels].map(({ dtype, shape }) => bodyParameter('step', { dtype, shape: shape.slice(1) })),
  ] as [Value, Value, Value, Value, Value]
  const before = { blanks: parameters[0], labels: parameters[1], total: parameters[2] }
  const next = advance(before, { blank: parameters[3], labels: parameters[4] }, repeated)
  const [lastBlanks, lastLabels, total] = ops.scan({
    states,
    sequences: [blank, labels],
    parameters,
    results: [next.blanks, next.labels, next.total],
  }) as [Value, Value, Value]
  return { blanks: lastBlanks, labels: lastLabels, total }
}

/** Picks one of the last axis [batch, n] for each row. */
const at = (x: Value, places: Value): Value => {
  const all = ops.rangeOf(ops.reshape(ops.shapeOf(x, 1, 2), []))
  const chosen = ops.equal(all, ops.unsqueeze(ops.cast(places, 'int64'), [1]))
  return lastSum(ops.where(chosen, x, 0))
}

/**
 * -log of the probability that logits [batch, time, classes] spell the target [batch, labels], over all ways to spread it over the
 * steps with repeats and blanks (connectionist temporal classification; Graves et al., 2006). Class 0 is the blank, and what fills up
 * targets of fewer labels at their end. Keras's `CTC`. The output has no softmax: the loss takes logits. A target that needs more steps
 * than there are, one for each label and one for each repeat, has a loss of about 1e5, as in Keras on JAX.
 */
export const ctc = (options: ReductionOptions = {}): Loss<'labelSequence'> =>
  loss('ctc', 'labelSequence', options, {}, () => ({
    call: (target, output) => {
      const { blanks, labels, total } = aligned(target, emissionsOf(target, output))
      const length = ops.reduceSum(ops.cast(ops.not(ops.equal(target, 0)), 'float32'), { axes: [1] })
      const spelt = logSum(blanks, after(never, labels))
      return ops.neg(ops.add(at(spelt, length), ops.squeeze(total, [1])))
    },
  }))
