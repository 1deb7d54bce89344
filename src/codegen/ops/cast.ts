import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { DType, Value } from '../ir/value.js'
import { elementTypes } from '../onnx/element-types.js'

type Attributes = { readonly to: DType }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'cast',
  infer: ([x], { to }) => [{ dtype: to, shape: x.shape }],
  emit: ({ node, inputs, outputs, attributes }) =>
    void node('Cast', inputs, { to: elementTypes[attributes.to] }, outputs),
  vjp: (o, dy, { inputs: [x] }) => [x.dtype.startsWith('float') ? o.cast(dy, x.dtype) : null],
  elementwise: true,
}

/** Converts the elements; float to integer truncates, bool becomes 0 or 1. */
export const cast = defineOp(rule, (x: Value, to: DType): Value => (x.dtype === to ? x : apply1(rule, [x], { to })))
