import { type UnaryOp, unary } from '../ir/elementwise.js'

export const sin: UnaryOp = unary('sin', (o, { x, dy }) => o.mul(dy, o.cos(x)))
