import { sizeOfShape } from '../../shapes/axes.js'
import { ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly shape: ShapeValue }
type ReshapeOp = ((x: Value, shape: ShapeValue, dims?: () => Value) => Value) & { readonly rule: OpRule }

const rule: OpRule<Attributes, readonly [Value] | readonly [Value, Value]> = {
  name: 'reshape',
  infer: ([x], { shape }) => {
    const [from, to] = [sizeOfShape(x.shape), sizeOfShape(shape)]
    if (from !== null && to !== null && from !== to) {
      throw new ShapeError(`reshape: ${formatShape(x.shape)} has ${from} elements, ${formatShape(shape)} has ${to}`)
    }
    return [{ dtype: x.dtype, shape }]
  },
  emit: ({ node, values: [x], inputs, outputs, attributes: { shape }, int64 }) =>
    void node('Reshape', inputs.length > 1 ? inputs : [...inputs, int64(onnxShape(x.shape, shape))], {}, outputs),
  vjp: (o, dy, { inputs: [x] }) => [o.reshape(dy, x.shape, () => o.shapeOf(x))],
}

/** Whether the first axis, such as the batch, is one symbol on both sides: ONNX copies its length. */
const keepsFirst = (from: ShapeValue, to: ShapeValue): boolean => typeof to[0] === 'string' && from[0] === to[0]

/** How many dims would have to be worked out when it runs; ONNX works out one. */
const open = (from: ShapeValue, to: ShapeValue): number =>
  to.slice(keepsFirst(from, to) ? 1 : 0).filter((dim) => typeof dim !== 'number').length

const onnxShape = (from: ShapeValue, to: ShapeValue): number[] =>
  to.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 && keepsFirst(from, to) ? 0 : -1))

/** What a reshape reads, if the result of reshaping that instead is as well known. */
const behind = ({ node }: Value, shape: ShapeValue): Value | undefined => {
  const source = node.kind === 'op' && node.rule === rule ? node.inputs[0] : undefined
  return source && open(source.shape, shape) <= 1 ? source : undefined
}

/**
 * The same elements in another shape; x itself in its own, and one reshape for one of a reshape. A first axis that is the same symbol
 * on both sides stays; where more than one other dim is not a number, `dims` makes all of them (int64) for run time.
 */
export const reshape: ReshapeOp = defineOp(rule, (x: Value, shape: ShapeValue, dims?: () => Value): Value => {
  const source = behind(x, shape)
  if (source) return reshape(source, shape)
  if (shape.length === x.shape.length && shape.every((dim, axis) => dim !== null && dim === x.shape[axis])) return x
  if (open(x.shape, shape) <= 1) return apply1(rule, [x], { shape })
  if (dims) return apply1(rule, [x, dims()], { shape })
  throw new ShapeError(`reshape: expected at most one unknown dim, got ${formatShape(shape)}; give the run-time dims`)
})
