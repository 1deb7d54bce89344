import { ShapeError } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly axes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'unsqueeze',
  infer: ([x], { axes }) => {
    const rank = x.shape.length + axes.length
    const rest = [...x.shape]
    const shape = Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : (rest.shift() ?? null)))
    if (new Set(axes).size !== axes.length || axes.some((axis) => axis < 0 || axis >= rank)) {
      throw new ShapeError(`unsqueeze: expected distinct axes in [0, ${rank - 1}], got [${axes.join(', ')}]`)
    }
    return [{ dtype: x.dtype, shape }]
  },
  emit: ({ node, inputs, outputs, int64, attributes }) =>
    void node('Unsqueeze', [...inputs, int64(attributes.axes)], {}, outputs),
  vjp: (o, dy, { attributes: { axes } }) => [o.reduceSum(dy, { axes })],
}

/** Inserts axes of length 1, so that they stand at `axes` of the result. */
export const unsqueeze = defineOp(rule, (x: Value, axes: readonly number[]): Value => apply1(rule, [x], { axes }))
