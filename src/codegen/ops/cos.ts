import { type UnaryOp, unary } from '../ir/elementwise.js'

export const cos: UnaryOp = unary('cos', (o, { x, dy }) => o.neg(o.mul(dy, o.sin(x))))
