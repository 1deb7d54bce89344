import { type UnaryOp, unary } from '../ir/elementwise.js'

/** The Gauss error function. ONNX Runtime has it for float32 only. */
export const erf: UnaryOp = unary(
  'erf',
  (o, { x, dy }) => o.mul(dy, o.mul(o.exp(o.neg(o.mul(x, x))), 2 / Math.sqrt(Math.PI))),
  { dtypes: ['float32'] },
)
