import { scalar, type Value } from '../ir/value.js'
import * as ops from '../ops/index.js'

/** old + (target - old) · (1 - beta): a moving average that keeps the share beta of itself. */
export const towards = (old: Value, target: Value, beta: number): Value =>
  ops.add(old, ops.mul(ops.sub(target, old), 1 - beta))

/** 1 - beta ^ step, by which an average that began at 0 is too small (Kingma & Ba, 2015). */
export const correction = (beta: number, step: Value): Value => ops.sub(1, ops.pow(scalar(beta), step))

export const square = (x: Value): Value => ops.mul(x, x)
