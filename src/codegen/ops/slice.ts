import { type Slicing, sliceShape } from '../../shapes/slice.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { sliceGradient } from '../lowering/slice-gradient.js'

const rule: OpRule<Slicing, readonly [Value]> = {
  name: 'slice',
  infer: ([x], slicing) => [{ dtype: x.dtype, shape: sliceShape(x.shape, slicing) }],
  emit: ({ node, inputs, outputs, int64, attributes: { starts, ends, axes, steps } }) =>
    void node('Slice', [...inputs, int64(starts), int64(ends), int64(axes), int64(steps)], {}, outputs),
  vjp: (o, dy, { inputs: [x], attributes }) => [sliceGradient(o, dy, x, attributes)],
}

/** A part of a tensor, as ONNX's Slice cuts it; the tensor itself where that is all of it. */
export const slice = defineOp(rule, (x: Value, slicing: Slicing): Value => {
  const axes = slicing.axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis))
  const cut = sliceShape(x.shape, slicing)
  const isWhole = axes.every((axis, i) => {
    const dim = cut[axis]
    return typeof dim === 'number' && dim === x.shape[axis] && (dim === 1 || slicing.steps[i] === 1)
  })
  return isWhole ? x : apply1(rule, [x], { ...slicing, axes })
})
