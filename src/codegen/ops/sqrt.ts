import { type UnaryOp, unary } from '../ir/elementwise.js'

export const sqrt: UnaryOp = unary('sqrt', (o, { y, dy }) => o.div(o.mul(dy, 0.5), y))
