import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { joinAxes } from './join-axes.js'
import { padZeros } from './pad-zeros.js'

/** How much an element counts by its distance, in elements; nothing from `reach` on. */
interface Kernel {
  readonly reach: number
  weight(distance: number): number
}

/** Keys (1981), a = -1/2. */
const bicubic: Kernel = {
  reach: 2,
  weight: (d) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((2.5 - 0.5 * d) * d - 4) * d + 2),
}

/** The cardinal sine in a window that is one too (Duchon, 1979). */
const lanczos = (reach: number): Kernel => ({
  reach,
  weight: (d) => (d === 0 ? 1 : (reach * Math.sin(Math.PI * d) * Math.sin((Math.PI * d) / reach)) / (Math.PI * d) ** 2),
})

export const kernels = { bicubic, lanczos3: lanczos(3), lanczos5: lanczos(5) } as const

/**
 * So many elements for each one along an axis: weighted means of those around (i + 0.5) / times - 0.5, of as many as there are at the
 * ends, as in TensorFlow's `resize`.
 */
export const resampleAlong = (x: Value, axis: number, times: number, { reach, weight }: Kernel): Value => {
  if (times === 1) return x
  const padded = [x, onesAlong(x, axis)].map((value, i) => padZeros(value, i === 0 ? axis : 0, [[reach, reach]]))
  const phases = Array.from({ length: times }, (_, i) => {
    const offset = (i + 0.5) / times - 0.5
    const steps = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach)
    const near = steps.filter((step) => Math.abs(step - offset) < reach)
    const weights = near.map((step) => [step, weight(Math.abs(step - offset))] as const)
    const [sum, total] = padded.map((value, i) =>
      weights
        .filter(([, part]) => Math.abs(part) > negligible)
        .map(([step, part]) => ops.mul(moved(value, i === 0 ? axis : 0, step, reach), part))
        .reduce(ops.add),
    ) as [Value, Value]
    return ops.unsqueeze(ops.div(sum, total), [axis + 1])
  })
  return joinAxes(ops.concat(phases, axis + 1), axis)
}

/** The kernels are 0 at other elements' places but for rounding. */
const negligible = 1e-12

/** What stands `step` elements behind each, in a tensor that is padded by `reach`. */
const moved = (padded: Value, axis: number, step: number, reach: number): Value => {
  const end = step === reach ? Number.MAX_SAFE_INTEGER : step - reach
  return ops.slice(padded, { axes: [axis], starts: [reach + step], ends: [end], steps: [1] })
}

/** 1 for each element along the axis, ready to broadcast. */
const onesAlong = (x: Value, axis: number): Value => {
  const [length = null, ...behind] = x.shape.slice(axis)
  const rest = behind.map(() => 1)
  if (typeof length === 'number') return constant(new Float32Array(length).fill(1), 'float32', [length, ...rest])
  const dims = ops.concat([ops.shapeOf(x, axis, axis + 1), constant(rest, 'int64')], 0)
  return ops.expand(scalar(1), [length, ...rest], dims)
}
