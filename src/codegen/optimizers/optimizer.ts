import type { Value } from '../ir/value.js'
import { checkOptions } from '../known-options.js'
import * as ops from '../ops/index.js'

/** What every optimizer takes. At most one kind of clipping can be set. */
export interface OptimizerOptions {
  /** Step size; fed at every step, so that schedules and callbacks can change it. */
  readonly learningRate?: number
  /** Decoupled: before the update each weight loses the fraction weightDecay · learningRate of itself. */
  readonly weightDecay?: number
  /** Scales each gradient down to this L2 norm. */
  readonly clipnorm?: number
  /** Scales all gradients down together to this joint L2 norm. */
  readonly globalClipnorm?: number
  /** Cuts each element of a gradient to [-clipvalue, clipvalue]. */
  readonly clipvalue?: number
}

/** One weight's step, as values of the graph. */
export interface UpdateSite {
  readonly weight: Value
  readonly gradient: Value
  readonly slots: Readonly<Record<string, Value>>
  /** float32 scalar. */
  readonly learningRate: Value
  /** The number of this step, from 1; float32 scalar. */
  readonly step: Value
}

export interface Update {
  readonly weight: Value
  readonly slots: Readonly<Record<string, Value>>
}

/** A pure optimizer: which zero-initialized tensors it keeps for each weight, and how one step changes them. */
export interface Optimizer {
  readonly name: string
  readonly options: OptimizerOptions
  readonly learningRate: number
  readonly slots: readonly string[]
  update(site: UpdateSite): Update
}

const norm = (squares: readonly Value[]): Value =>
  ops.sqrt(squares.map((square) => ops.reduceSum(square)).reduce((a, b) => ops.add(a, b)))

/** Scales by limit / max(norm, limit): never up. */
const scaleDown = (gradient: Value, size: Value, limit: number): Value =>
  ops.mul(gradient, ops.div(limit, ops.maximum(size, limit)))

/** The gradients after the optimizer's clipping. */
export const clipGradients = (
  gradients: readonly Value[],
  { clipnorm, globalClipnorm, clipvalue }: OptimizerOptions,
) => {
  const square = (x: Value) => ops.mul(x, x)
  if (clipnorm) return gradients.map((g) => scaleDown(g, norm([square(g)]), clipnorm))
  if (globalClipnorm && gradients.length > 0) {
    const size = norm(gradients.map(square))
    return gradients.map((g) => scaleDown(g, size, globalClipnorm))
  }
  if (clipvalue) return gradients.map((g) => ops.minimum(ops.maximum(g, -clipvalue), clipvalue))
  return gradients
}

/** The weight after decoupled decay (Loshchilov & Hutter, 2019). */
export const decayed = (weight: Value, learningRate: Value, weightDecay: number | undefined): Value =>
  weightDecay ? ops.mul(weight, ops.sub(1, ops.mul(learningRate, weightDecay))) : weight

/** Throws for unknown options, and for those outside their range; `ranges` adds an optimizer's own. */
export const checkRanges = (name: string, options: object, ranges: Readonly<Record<string, Range>> = {}): void => {
  const known = { ...commonRanges, ...ranges }
  checkOptions<object>(name, options, known)
  for (const [key, value] of Object.entries(options)) {
    const range = known[key] as Range
    if (value !== undefined && !range.holds(value)) {
      throw new RangeError(`${name}: ${key} must be ${range.text}, got ${String(value)}`)
    }
  }
  const given = new Map(Object.entries(options))
  const clips = ['clipnorm', 'globalClipnorm', 'clipvalue'].filter((key) => given.get(key) !== undefined)
  if (clips.length > 1) throw new RangeError(`${name}: ${clips.join(' and ')} exclude each other; give one of them`)
}

export interface Range {
  readonly text: string
  holds(x: unknown): boolean
}

const numbers = (text: string, holds: (x: number) => boolean): Range => ({
  text,
  holds: (x) => typeof x === 'number' && holds(x),
})

export const positive: Range = numbers('a positive number', (x) => x > 0 && Number.isFinite(x))
const nonNegative: Range = numbers('a number of 0 or more', (x) => x >= 0 && Number.isFinite(x))
export const fraction: Range = numbers('a number in [0, 1)', (x) => x >= 0 && x < 1)
export const flag: Range = { text: 'true or false', holds: (x) => typeof x === 'boolean' }

const commonRanges: Readonly<Record<string, Range>> = {
  learningRate: nonNegative,
  weightDecay: nonNegative,
  clipnorm: positive,
  globalClipnorm: positive,
  clipvalue: positive,
}
