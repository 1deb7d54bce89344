import { type UnaryOp, unary } from '../ir/elementwise.js'

export const relu: UnaryOp = unary('relu', (o, { y, dy }) =>
  o.mul(dy, y.dtype === 'float32' ? o.heaviside(y) : o.cast(o.greater(y, 0), y.dtype)),
)
