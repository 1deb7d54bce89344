import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'

/** What a schedule computes with: numbers of JavaScript, or values of a graph. */
export interface Arithmetic<T> {
  add(a: T | number, b: T | number): T
  sub(a: T | number, b: T | number): T
  mul(a: T | number, b: T | number): T
  div(a: T | number, b: T | number): T
  pow(a: T | number, b: T | number): T
  minimum(a: T | number, b: T | number): T
  maximum(a: T | number, b: T | number): T
  floor(a: T): T
  log(a: T): T
  cos(a: T): T
  /** `then` where a < b, else `otherwise`. */
  whereLess(a: T | number, b: T | number, then: T | number, otherwise: T | number): T
}

/**
 * A learning rate that follows from the number of steps done, written once: training graphs compute it from `iterations`, and
 * `learningRate` of a trainer tells it.
 */
export interface Schedule {
  readonly name: string
  /** The rate of the step behind `step` others. */
  rate<T>(math: Arithmetic<T>, step: T): T | number
}

export const isSchedule = (x: unknown): x is Schedule =>
  typeof x === 'object' && x !== null && typeof (x as Partial<Schedule>).rate === 'function'

const numberMath: Arithmetic<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  minimum: Math.min,
  maximum: Math.max,
  floor: Math.floor,
  log: Math.log,
  cos: Math.cos,
  whereLess: (a, b, then, otherwise) => (a < b ? then : otherwise),
}

const graphMath: Arithmetic<Value> = {
  ...ops,
  whereLess: (a, b, then, otherwise) => ops.where(ops.less(a, b), then, otherwise),
}

/** The rate after `step` steps. */
export const rateAt = (schedule: Schedule, step: number): number => schedule.rate(numberMath, step)

/** The same in a graph; both are float32 scalars. */
export const rateIn = (schedule: Schedule, step: Value): Value => ops.mul(schedule.rate(graphMath, step), 1)
