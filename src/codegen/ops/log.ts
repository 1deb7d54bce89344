import { type UnaryOp, unary } from '../ir/elementwise.js'

export const log: UnaryOp = unary('log', (o, { x, dy }) => o.div(dy, x))
