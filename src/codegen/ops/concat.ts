import { normalizeAxis } from '../../shapes/axes.js'
import { concatShapes } from '../../shapes/concat.js'
import type { DimValue } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes> = {
  name: 'concat',
  infer: (xs, { axis }) => {
    const shapes = xs.map((x) => x.shape)
    return [{ dtype: (xs[0] as Value).dtype, shape: concatShapes('concat', shapes, axis) }]
  },
  vjp: (o, dy, { inputs, attributes: { axis } }) => {
    const sizes = inputs.map((x) => x.shape[axis] as DimValue)
    if (!sizes.every((size) => typeof size === 'number')) {
      const lengths = inputs.map((x) => o.shapeOf(x, axis, axis + 1))
      return o.split(dy, { axis, sizes }, () => o.concat(lengths, 0))
    }
    let end = 0
    return sizes.map((size) => {
      const start = end
      end += size
      return o.slice(dy, { axes: [axis], starts: [start], ends: [end], steps: [1] })
    })
  },
}

/** Joins tensors along an axis; one alone is the result. */
export const concat = defineOp(rule, (xs: readonly Value[], axis: number): Value => {
  const [first] = xs
  if (first && xs.length === 1) return first
  return apply1(rule, [...xs], { axis: first ? normalizeAxis('concat', axis, first.shape) : axis })
})
