import type { OpRule } from '../../codegen/ir/op.js'
import { rebuild } from '../../codegen/ir/rewrite.js'
import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { formatShape } from '../../shapes/format.js'

/** Keras's epsilon: probabilities are kept this far from 0 and 1 before their logarithm, and divisors from 0. */
export const epsilon = 1e-7

export const clip = (x: Value, least: number, most: number): Value => ops.minimum(ops.maximum(x, least), most)

export const clipProbability = (p: Value): Value => clip(p, epsilon, 1 - epsilon)

export const lastMean = (x: Value): Value => ops.reduceMean(x, { axes: [-1] })

export const lastSum = (x: Value): Value => ops.reduceSum(x, { axes: [-1] })

export const square = (x: Value): Value => ops.mul(x, x)

/** x / |x| along the last axis; 0 stays 0. */
const direction = (x: Value): Value => {
  const squares = ops.reduceSum(square(x), { axes: [-1], keepDims: true })
  return ops.div(x, ops.sqrt(ops.maximum(squares, epsilon ** 2)))
}

/** The cosine of the angle between target and output along the last axis, from -1 to 1. */
export const cosine = (target: Value, output: Value): Value => lastSum(ops.mul(direction(target), direction(output)))

/** Ops that move elements and leave them as they are: layers in `channelsLast` and flatten put them behind an activation. */
const reorderings: readonly OpRule[] = [ops.transpose.rule, ops.reshape.rule, ops.unsqueeze.rule]

/** What went into `output` if it was made by this op: the logits behind a softmax or a sigmoid, in the output's order. */
const logitsBehind = (output: Value, rule: OpRule): Value | undefined => {
  const { node } = output
  if (node.kind !== 'op') return undefined
  const [first, ...rest] = node.inputs
  if (node.rule === rule) return first
  if (!first || !rule.elementwise || !reorderings.includes(node.rule)) return undefined
  const logits = logitsBehind(first, rule)
  return logits && rebuild(node, [logits, ...rest])[output.index]
}

/** log(softmax), from the logits wherever they can be had, so that it is stable however large they are. */
export const logProbabilities = (output: Value, fromLogits: boolean): Value => {
  const logits = fromLogits ? output : logitsBehind(output, ops.softmax.rule)
  if (logits) return ops.logSoftmax(logits)
  const normalized = ops.div(output, ops.reduceSum(output, { axes: [-1], keepDims: true }))
  return ops.log(clipProbability(normalized))
}

/** -(target · log p + (1 - target) · log(1 - p)), element by element, from the logits wherever they can be had. */
export const binaryLogLoss = (target: Value, output: Value, fromLogits: boolean): Value => {
  const logits = fromLogits ? output : logitsBehind(output, ops.sigmoid.rule)
  if (logits) return ops.sub(ops.softplus(logits), ops.mul(logits, target))
  const p = clipProbability(output)
  const hit = ops.mul(target, ops.log(p))
  const miss = ops.mul(ops.sub(1, target), ops.log(ops.sub(1, p)))
  return ops.neg(ops.add(hit, miss))
}

/** The number of classes. Throws TypeError, saying what needs it, where it is not known. */
export const classesOf = (what: string, output: Value): number => {
  const classes = output.shape.at(-1)
  if (typeof classes === 'number') return classes
  throw new TypeError(`${what} needs a known number of classes, got ${formatShape(output.shape)}`)
}

/** One-hot targets moved by a share towards the uniform distribution (Szegedy et al., 2015). */
export const smoothed = (name: string, target: Value, smoothing: number): Value => {
  if (smoothing === 0) return target
  const classes = classesOf(`${name}: labelSmoothing`, target)
  return ops.add(ops.mul(target, 1 - smoothing), smoothing / classes)
}

/** Targets of 0 and 1 moved by a share towards 0.5. */
export const smoothedBits = (target: Value, smoothing: number): Value =>
  smoothing > 0 ? ops.add(ops.mul(target, 1 - smoothing), smoothing / 2) : target

/** Rows with a 1 at each label [..., classes]; labels outside of the classes have none. */
export const oneHotOf = (labels: Value, output: Value): Value => {
  const depth = output.shape.at(-1) as number
  const indices = ops.cast(labels, 'int64')
  // ONNX counts negative indices from the end
  return ops.oneHot(ops.where(ops.less(indices, 0), depth, indices), { depth })
}
