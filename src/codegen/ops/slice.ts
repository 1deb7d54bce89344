import { type DimValue, ShapeError } from '../../shapes/dim.js'
import { type Slicing, sliceShape } from '../../shapes/slice.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** An end beyond every length: the slice takes all that is left. */
const toTheEnd = 2 ** 31 - 1

const rule: OpRule<Slicing, readonly [Value]> = {
  name: 'slice',
  infer: ([x], slicing) => [{ dtype: x.dtype, shape: sliceShape(x.shape, slicing) }],
  emit: ({ node, inputs, outputs, int64, attributes: { starts, ends, axes, steps } }) =>
    void node('Slice', [...inputs, int64(starts), int64(ends), int64(axes), int64(steps)], {}, outputs),
  vjp: (o, dy, { inputs: [x], attributes: { axes, starts, ends, steps } }) => {
    const before = x.shape.map(() => 0)
    const after = x.shape.map(() => 0)
    for (const [i, axis] of axes.entries()) {
      const dim = x.shape[axis] as DimValue
      const [start, end] = [starts[i] as number, ends[i] as number]
      if (steps[i] === 1 && typeof dim === 'number') {
        const position = (at: number) => Math.min(Math.max(at < 0 ? at + dim : at, 0), dim)
        before[axis] = position(start)
        after[axis] = dim - Math.max(position(end), before[axis] as number)
      } else if (steps[i] === 1 && start >= 0 && (end < 0 || end >= toTheEnd)) {
        before[axis] = start
        after[axis] = end < 0 ? -end : 0
      } else {
        throw new ShapeError(
          'slice: the gradient needs step 1, and known dims in the sliced axes or an end that counts from the back',
        )
      }
    }
    return [o.pad(dy, { before, after })]
  },
}

/** A part of a tensor, as ONNX's Slice cuts it. */
export const slice = defineOp(rule, (x: Value, slicing: Slicing): Value => {
  const axes = slicing.axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis))
  return apply1(rule, [x], { ...slicing, axes })
})
