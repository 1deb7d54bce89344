import { sizeOfShape } from '../../shapes/axes.js'
import { matmulShape } from '../../shapes/matmul.js'
import { apply1, defineOp, type OpRule, type Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value]> = {
  name: 'matmul',
  infer: ([a, b]) => [{ dtype: a.dtype, shape: matmulShape(a.shape, b.shape) }],
  emit: ({ node, inputs, outputs }) => void node('MatMul', inputs, {}, outputs),
  vjp: (o, dy, { inputs: [a, b] }) => [o.matmul(dy, swapped(o, b)), rightGradient(o, a, b, dy)],
}

/** Of a matrix one product over all rows, where one for each of the leading axes would leave their sum to be taken. */
const rightGradient = (o: Ops, a: Value, b: Value, dy: Value): Value => {
  const [inner, outer] = b.shape
  const isForAll = a.shape.length > 2 && b.shape.length === 2 && typeof inner === 'number' && typeof outer === 'number'
  if (!isForAll) return o.matmul(swapped(o, a), dy)
  const rows = sizeOfShape(a.shape.slice(0, -1))
  return o.matmul(swapped(o, o.reshape(a, [rows, inner])), o.reshape(dy, [rows, outer]))
}

const swapped = (o: Ops, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}

/** Matrix product over the last two axes; leading axes broadcast. */
export const matmul = defineOp(rule, (a: Value, b: Value): Value => apply1(rule, [a, b]))
