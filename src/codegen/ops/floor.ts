import { type UnaryOp, unary } from '../ir/elementwise.js'

export const floor: UnaryOp = unary('floor', null)
