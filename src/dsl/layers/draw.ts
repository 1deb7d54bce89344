import { scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, type Range } from '../../codegen/ranges.js'
import type { CallContext } from '../layer-definition.js'
import { imageNumbers } from './sample-images.js'

/** Between which numbers something is drawn: [lower, upper], or one number whose meaning the layer tells. */
export type Factor = number | readonly [lower: number, upper: number]

/** The lower and the upper end. */
export type Interval = readonly [lower: number, upper: number]

const inOrder = (x: unknown, holds: (end: number) => boolean): boolean =>
  Array.isArray(x) && x.length === 2 && x.every((end) => typeof end === 'number' && holds(end)) && x[0] <= x[1]

const factor = (text: string, holds: (end: number) => boolean): Range => ({
  text: `a number in ${text}, or two of them, the lower first`,
  holds: (x) => (typeof x === 'number' ? holds(x) : inOrder(x, holds)),
})

/** What factors may be. */
const factors = {
  '[-1, 1]': factor('[-1, 1]', (x) => x >= -1 && x <= 1),
  '[0, 1]': factor('[0, 1]', (x) => x >= 0 && x <= 1),
  '(-1, 1]': factor('(-1, 1]', (x) => x > -1 && x <= 1),
} as const

/** Two numbers, the lower first. */
export const interval: Range = { text: 'two numbers, the lower first', holds: (x) => inOrder(x, Number.isFinite) }

/** Throws RangeError for what is no such factor. */
export const checkFactor = (kind: string, argument: string, factor: Factor, range: keyof typeof factors): void =>
  checkRanges(kind, { [argument]: factor }, { [argument]: factors[range] }, [argument])

/** A checked factor as an interval: one number x is [-|x|, |x|]. */
export const around = (kind: string, argument: string, factor: Factor, range: keyof typeof factors): Interval => {
  checkFactor(kind, argument, factor, range)
  return typeof factor === 'number' ? [-Math.abs(factor), Math.abs(factor)] : factor
}

const within = (u: Value, [lower, upper]: Interval): Value => ops.add(ops.mul(u, upper - lower), lower)

/** A number for each image of x, [batch, 1, 1, 1], uniform in the interval; in training only. */
export const drawForEach = (x: Value, context: CallContext, interval: Interval): Value => {
  return within(context.random(imageNumbers(x)), interval)
}

/** One number for the whole batch; in training only. */
export const drawOnce = (context: CallContext, interval: Interval): Value => within(context.random(scalar(0)), interval)
