import { type UnaryOp, unary } from '../ir/elementwise.js'

export const sign: UnaryOp = unary('sign', null)
