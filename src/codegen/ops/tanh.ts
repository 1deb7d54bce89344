import { type UnaryOp, unary } from '../ir/elementwise.js'

export const tanh: UnaryOp = unary('tanh', (o, { y, dy }) => o.mul(dy, o.sub(1, o.mul(y, y))))
