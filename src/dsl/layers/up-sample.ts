import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { joinAxes } from './join-axes.js'

/** Each element along an axis so many times. */
export const repeatAlong = (x: Value, axis: number, times: number): Value => {
  if (times === 1) return x
  const copies = [...x.shape, 1].map((_, i) => (i === axis + 1 ? times : 1))
  return joinAxes(ops.expand(ops.unsqueeze(x, [axis + 1]), copies), axis)
}

/**
 * So many elements for each one along an axis, by linear interpolation: the new ones lie at (i + 0.5) / times - 0.5 of the old ones,
 * and beyond the first and the last these go on, as in TensorFlow's `resize`.
 */
export const interpolateAlong = (x: Value, axis: number, times: number): Value => {
  if (times === 1) return x
  const part = (start: number, end: number) => ops.slice(x, { axes: [axis], starts: [start], ends: [end], steps: [1] })
  const toTheEnd = Number.MAX_SAFE_INTEGER
  const before = ops.concat([part(0, 1), part(0, -1)], axis)
  const behind = ops.concat([part(1, toTheEnd), part(-1, toTheEnd)], axis)
  const phases = Array.from({ length: times }, (_, i) => {
    const offset = (i + 0.5) / times - 0.5
    const weight = Math.abs(offset)
    if (weight === 0) return x
    return ops.add(ops.mul(x, 1 - weight), ops.mul(offset < 0 ? before : behind, weight))
  })
  const apart = phases.map((phase) => ops.unsqueeze(phase, [axis + 1]))
  return joinAxes(ops.concat(apart, axis + 1), axis)
}
