import { type UnaryOp, unary } from '../ir/elementwise.js'

export const relu: UnaryOp = unary('relu', (o, { y, dy }) => o.mul(dy, o.cast(o.greater(y, 0), y.dtype)))
