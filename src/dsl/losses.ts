import type { OpRule } from '../codegen/ir/op.js'
import { rebuild } from '../codegen/ir/rewrite.js'
import type { Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
import type { TargetKind } from '../shapes/data.js'
import type { Shape } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { byName, isOwnFunction } from './by-name.js'
import { replay, still } from './replay.js'
import type { SymbolicTensor } from './symbolic.js'

export interface Loss<Kind extends TargetKind = TargetKind> {
  readonly name: string
  readonly target: Kind
  /** One loss for each sample (and position): the output's shape without its last axis. */
  call(target: Value, output: Value): Value
}

/** Keras's epsilon: probabilities are kept this far from 0 and 1 before their logarithm. */
const epsilon = 1e-7

const clipProbability = (p: Value): Value => ops.minimum(ops.maximum(p, epsilon), 1 - epsilon)

const lastMean = (x: Value): Value => ops.reduceMean(x, { axes: [-1] })

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
const logProbabilities = (output: Value, fromLogits: boolean): Value => {
  const logits = fromLogits ? output : logitsBehind(output, ops.softmax.rule)
  if (logits) return ops.logSoftmax(logits)
  const normalized = ops.div(output, ops.reduceSum(output, { axes: [-1], keepDims: true }))
  return ops.log(clipProbability(normalized))
}

export interface CrossentropyOptions {
  /** The output holds logits, not probabilities. Not needed after softmax or sigmoid: their logits are used anyway. */
  readonly fromLogits?: boolean
  /** Moves this share of each target towards the uniform distribution; default 0. */
  readonly labelSmoothing?: number
}

const checkSmoothing = (name: string, options: CrossentropyOptions): number => {
  checkOptions(name, options, { fromLogits: true, labelSmoothing: true })
  const { labelSmoothing = 0 } = options
  if (labelSmoothing >= 0 && labelSmoothing <= 1) return labelSmoothing
  throw new RangeError(`${name}: labelSmoothing must be a number in [0, 1], got ${labelSmoothing}`)
}

/** -log p[label], for class indices. */
const sparseCategoricalCrossentropy = (options: Pick<CrossentropyOptions, 'fromLogits'> = {}): Loss<'classIndices'> => {
  checkOptions('sparseCategoricalCrossentropy', options, { fromLogits: true })
  return {
    name: 'sparseCategoricalCrossentropy',
    target: 'classIndices',
    call: (labels, output) => {
      const picked = ops.oneHot(ops.cast(labels, 'int64'), { depth: output.shape.at(-1) as number })
      const logs = logProbabilities(output, options.fromLogits ?? false)
      return ops.neg(ops.reduceSum(ops.mul(logs, picked), { axes: [-1] }))
    },
  }
}

/** -sum(target · log p), for one-hot or soft targets. */
const categoricalCrossentropy = (options: CrossentropyOptions = {}): Loss<'sameShape'> => {
  const smoothing = checkSmoothing('categoricalCrossentropy', options)
  return {
    name: 'categoricalCrossentropy',
    target: 'sameShape',
    call: (target, output) => {
      const classes = output.shape.at(-1)
      if (smoothing > 0 && typeof classes !== 'number') {
        throw new TypeError(
          `categoricalCrossentropy: labelSmoothing needs a known number of classes, got ${formatShape(output.shape)}`,
        )
      }
      const smooth = smoothing > 0 ? ops.add(ops.mul(target, 1 - smoothing), smoothing / (classes as number)) : target
      const logs = logProbabilities(output, options.fromLogits ?? false)
      return ops.neg(ops.reduceSum(ops.mul(smooth, logs), { axes: [-1] }))
    },
  }
}

/** -mean(target · log p + (1 - target) · log(1 - p)) over the last axis. */
const binaryCrossentropy = (options: CrossentropyOptions = {}): Loss<'sameShape'> => {
  const smoothing = checkSmoothing('binaryCrossentropy', options)
  return {
    name: 'binaryCrossentropy',
    target: 'sameShape',
    call: (target, output) => {
      const smooth = smoothing > 0 ? ops.add(ops.mul(target, 1 - smoothing), smoothing / 2) : target
      const logits = options.fromLogits ? output : logitsBehind(output, ops.sigmoid.rule)
      if (logits) return lastMean(ops.sub(ops.softplus(logits), ops.mul(logits, smooth)))
      const p = clipProbability(output)
      const hit = ops.mul(smooth, ops.log(p))
      const miss = ops.mul(ops.sub(1, smooth), ops.log(ops.sub(1, p)))
      return ops.neg(lastMean(ops.add(hit, miss)))
    },
  }
}

/** mean((output - target)²) over the last axis. */
export const meanSquaredError = (): Loss<'sameShape'> => ({
  name: 'meanSquaredError',
  target: 'sameShape',
  call: (target, output) => {
    const error = ops.sub(output, target)
    return lastMean(ops.mul(error, error))
  },
})

/** mean(|output - target|) over the last axis. */
export const meanAbsoluteError = (): Loss<'sameShape'> => ({
  name: 'meanAbsoluteError',
  target: 'sameShape',
  call: (target, output) => lastMean(ops.abs(ops.sub(output, target))),
})

/** Half the squared error up to `delta` (default 1), linear beyond (Huber, 1964), averaged over the last axis. */
const huber = (options: { readonly delta?: number } = {}): Loss<'sameShape'> => {
  checkOptions('huber', options, { delta: true })
  const { delta = 1 } = options
  if (!(typeof delta === 'number' && delta > 0))
    throw new RangeError(`huber: delta must be a positive number, got ${delta}`)
  return {
    name: 'huber',
    target: 'sameShape',
    call: (target, output) => {
      const size = ops.abs(ops.sub(output, target))
      const near = ops.minimum(size, delta)
      return lastMean(ops.add(ops.mul(ops.mul(near, near), 0.5), ops.mul(ops.sub(size, near), delta)))
    },
  }
}

/** The losses that can be given by name. */
export const losses = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  mse: meanSquaredError,
  meanAbsoluteError,
  mae: meanAbsoluteError,
  huber,
} as const

export type LossName = keyof typeof losses

/** A loss of one's own: a loss for each sample (and position), or their mean, from operations on target and output. */
export type LossFunction = (target: FloatTensor, output: FloatTensor) => SymbolicTensor

type FloatTensor = SymbolicTensor<Shape, 'float32'>

export type LossLike = LossName | Loss | LossFunction

/** The target kind of a loss given by name or as a value. */
export type TargetKindOf<L> =
  L extends Loss<infer Kind>
    ? Kind
    : L extends LossName
      ? (typeof losses)[L] extends (...options: never[]) => Loss<infer Kind>
        ? Kind
        : never
      : 'sameShape'

/** A loss by name, with Keras's defaults. Throws for a name that is none. */
export const resolveLoss = (like: LossLike): Loss => {
  if (isOwnFunction('loss', like, losses)) {
    const name = like.name || 'loss'
    return {
      name,
      target: 'sameShape',
      call: (...values) => ops.cast(replay(`loss ${name}`, values, like as never, still), 'float32'),
    }
  }
  return byName<Loss>(
    'loss',
    losses,
    like,
    ({ call, target }) => typeof call === 'function' && (target === 'classIndices' || target === 'sameShape'),
  )
}
