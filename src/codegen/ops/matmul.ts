import { matmulShape } from '../../shapes/matmul.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value]> = {
  name: 'matmul',
  infer: ([a, b]) => [{ dtype: a.dtype, shape: matmulShape(a.shape, b.shape) }],
  emit: ({ node, inputs, outputs }) => void node('MatMul', inputs, {}, outputs),
  vjp: (o, dy, { inputs: [a, b] }) => [o.matmul(dy, swapped(o, b)), o.matmul(swapped(o, a), dy)],
}

const swapped = (o: { transpose(x: Value, perm: readonly number[]): Value }, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}

/** Matrix product over the last two axes; leading axes broadcast. */
export const matmul = defineOp(rule, (a: Value, b: Value): Value => apply1(rule, [a, b]))
