import { sizeOfShape } from '../../shapes/axes.js'
import { ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly shape: ShapeValue }

const rule: OpRule<Attributes, readonly [Value] | readonly [Value, Value]> = {
  name: 'reshape',
  infer: ([x], { shape }) => {
    const [from, to] = [sizeOfShape(x.shape), sizeOfShape(shape)]
    if (from !== null && to !== null && from !== to) {
      throw new ShapeError(`reshape: ${formatShape(x.shape)} has ${from} elements, ${formatShape(shape)} has ${to}`)
    }
    return [{ dtype: x.dtype, shape }]
  },
  emit: ({ node, inputs, outputs, attributes, int64 }) =>
    void node('Reshape', inputs.length > 1 ? inputs : [...inputs, int64(onnxShape(attributes.shape))], {}, outputs),
  vjp: (o, dy, { inputs: [x] }) => [o.reshape(dy, x.shape, unknowns(x.shape) > 1 ? o.shapeOf(x) : undefined)],
}

const unknowns = (shape: ShapeValue): number => shape.filter((dim) => typeof dim !== 'number').length

const onnxShape = (shape: ShapeValue): number[] => shape.map((dim) => (typeof dim === 'number' ? dim : -1))

/** The same elements in another shape. Where more than one dim is not a number, `dims` (int64) gives them at run time. */
export const reshape = defineOp(rule, (x: Value, shape: ShapeValue, dims?: Value): Value => {
  if (!dims && unknowns(shape) > 1) {
    throw new ShapeError(`reshape: expected at most one unknown dim, got ${formatShape(shape)}; give the run-time dims`)
  }
  return apply1(rule, dims ? [x, dims] : [x], { shape })
})
