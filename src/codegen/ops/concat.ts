import { normalizeAxis } from '../../shapes/axes.js'
import { concatShapes } from '../../shapes/concat.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes> = {
  name: 'concat',
  infer: (xs, { axis }) => [
    {
      dtype: (xs[0] as Value).dtype,
      shape: concatShapes(
        'concat',
        xs.map((x) => x.shape),
        axis,
      ),
    },
  ],
  vjp: (o, dy, { inputs, attributes: { axis } }) => {
    let start = 0
    return inputs.map((x) => {
      const length = x.shape[axis]
      if (typeof length !== 'number') {
        throw new ShapeError(`concat: the gradient needs a known dim at axis ${axis}, got ${formatShape(x.shape)}`)
      }
      const end = start + length
      const part = o.slice(dy, { axes: [axis], starts: [start], ends: [end], steps: [1] })
      start = end
      return part
    })
  },
}

/** Joins tensors along an axis. */
export const concat = defineOp(rule, (xs: readonly Value[], axis: number): Value => {
  const [first] = xs
  return apply1(rule, [...xs], { axis: first ? normalizeAxis('concat', axis, first.shape) : axis })
})
