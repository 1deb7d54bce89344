import { type UnaryOp, unary } from '../ir/elementwise.js'
import { reluGradient } from '../lowering/masked-gradient.js'

export const relu: UnaryOp = unary('relu', (o, { y, dy }) => reluGradient(o, dy, y))
