import { type UnaryOp, unary } from '../ir/elementwise.js'

export const exp: UnaryOp = unary('exp', (o, { y, dy }) => o.mul(dy, y))
