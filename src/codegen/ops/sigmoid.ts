import { type UnaryOp, unary } from '../ir/elementwise.js'

export const sigmoid: UnaryOp = unary('sigmoid', (o, { y, dy }) => o.mul(dy, o.mul(y, o.sub(1, y))))
